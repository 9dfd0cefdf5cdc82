// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of
// the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

//! Opus by libopus, translated to Rust.

use symphonia_core::errors::{Error, Result, decode_error, unsupported_error};
use unsafe_libopus::{
    OpusMSDecoder, opus_multistream_decode_float, opus_multistream_decoder_create,
    opus_multistream_decoder_destroy,
};

const SAMPLE_RATE_HZ: i32 = 48_000;
/// 120 ms, the longest packet.
const FRAMES_MAX: usize = 5760;

pub struct OpusDecoder {
    decoder: *mut OpusMSDecoder,
    channels: usize,
    samples: Vec<f32>,
}

impl OpusDecoder {
    /// Creates a decoder. The configuration is that of `OpusHead` for several streams: the numbers
    /// of channels, streams and coupled streams, and the channel mapping.
    pub fn try_new(config: &[u8]) -> Result<Self> {
        let (&channels, streams, coupled, mapping) = match config {
            [channels, streams, coupled, mapping @ ..] => (channels, *streams, *coupled, mapping),
            _ => return decode_error("opus: no configuration"),
        };
        if mapping.len() != channels.into() {
            return decode_error("opus: invalid mapping");
        }
        let mut error = 0;
        let decoder = unsafe {
            opus_multistream_decoder_create(
                SAMPLE_RATE_HZ,
                channels.into(),
                streams.into(),
                coupled.into(),
                mapping.as_ptr(),
                &mut error,
            )
        };
        if decoder.is_null() {
            return unsupported_error("opus: invalid configuration");
        }
        let channels = channels.into();
        Ok(OpusDecoder { decoder, channels, samples: vec![0.0; FRAMES_MAX * channels] })
    }

    /// Decodes a packet to planes. Returns the number of frames.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Result<usize> {
        if packet.is_empty() {
            return decode_error("opus: empty packet");
        }
        let frames = unsafe {
            opus_multistream_decode_float(
                self.decoder,
                packet.as_ptr(),
                packet.len() as i32,
                self.samples.as_mut_ptr(),
                FRAMES_MAX as i32,
                0,
            )
        };
        let frames = usize::try_from(frames).map_err(|_| Error::DecodeError("opus: bad packet"))?;
        planes.resize(self.channels, Vec::new());
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            plane.extend(self.samples[..frames * self.channels].iter().skip(channel).step_by(self.channels));
        }
        Ok(frames)
    }
}

impl Drop for OpusDecoder {
    fn drop(&mut self) {
        unsafe { opus_multistream_decoder_destroy(self.decoder) }
    }
}
