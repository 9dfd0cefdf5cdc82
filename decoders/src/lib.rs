// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of
// the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

//! Audio decoders behind plain functions. An instance of the module decodes one stream,
//! packet by packet, so a trap affects one stream only. `mod.ts` is the caller.

mod opus;

use std::cell::RefCell;

use opus::OpusDecoder;
use symphonia_bundle_mp3::MpaDecoder;
use symphonia_codec_aac::AacDecoder;
use symphonia_codec_alac::AlacDecoder;
use symphonia_codec_vorbis::VorbisDecoder;
use symphonia_core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3, CODEC_ID_VORBIS,
};
use symphonia_core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia_core::errors::{Error, Result};
use symphonia_core::packet::PacketRef;
use symphonia_core::units::{Duration, Timestamp};

enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(OpusDecoder),
}

#[derive(Default)]
struct Stream {
    decoder: Option<Decoder>,
    /// Extra data or a packet, written by the caller.
    input: Vec<u8>,
    /// Samples of the last packet, one vector per channel.
    planes: Vec<Vec<f32>>,
    error: String,
}

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::default();
}

/// Reserves the input of the next `open` or `decode` and returns its address.
#[unsafe(no_mangle)]
pub extern "C" fn input(bytes: usize) -> *mut u8 {
    STREAM.with_borrow_mut(|stream| {
        stream.input.resize(bytes, 0);
        stream.input.as_mut_ptr()
    })
}

/// Creates the decoder of a codec with the extra data in the input. Returns 0, or -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn open(codec: u32) -> i32 {
    STREAM.with_borrow_mut(|stream| {
        match create(codec, &stream.input) {
            Ok(decoder) => {
                stream.decoder = Some(decoder);
                0
            }
            Err(error) => fail(stream, error),
        }
    })
}

/// Decodes the packet in the input. Returns the number of samples per channel, or -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn decode() -> i32 {
    STREAM.with_borrow_mut(|stream| match decode_packet(stream) {
        Ok(frames) => frames as i32,
        Err(error) => fail(stream, error),
    })
}

/// Number of channels of the last packet.
#[unsafe(no_mangle)]
pub extern "C" fn channels() -> usize {
    STREAM.with_borrow(|stream| stream.planes.len())
}

/// Address of the samples of a channel, float32; 0 when there is no such channel.
#[unsafe(no_mangle)]
pub extern "C" fn output(channel: usize) -> *const f32 {
    STREAM.with_borrow(|stream| {
        stream.planes.get(channel).map_or(std::ptr::null(), |plane| plane.as_ptr())
    })
}

/// Address of the message of the last error, UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn error() -> *const u8 {
    STREAM.with_borrow(|stream| stream.error.as_ptr())
}

/// Length of the message of the last error in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn error_bytes() -> usize {
    STREAM.with_borrow(|stream| stream.error.len())
}

fn create(codec: u32, extra_data: &[u8]) -> Result<Decoder> {
    if codec == 6 {
        return Ok(Decoder::Opus(OpusDecoder::try_new(extra_data)?));
    }
    let mut params = AudioCodecParameters::new();
    if !extra_data.is_empty() {
        params.with_extra_data(extra_data.into());
    }
    let options = AudioDecoderOptions::default();
    Ok(Decoder::Symphonia(match codec {
        0 => Box::new(AacDecoder::try_new(params.for_codec(CODEC_ID_AAC), &options)?),
        1 => Box::new(AlacDecoder::try_new(params.for_codec(CODEC_ID_ALAC), &options)?),
        2 => Box::new(VorbisDecoder::try_new(params.for_codec(CODEC_ID_VORBIS), &options)?),
        3 => Box::new(MpaDecoder::try_new(params.for_codec(CODEC_ID_MP1), &options)?),
        4 => Box::new(MpaDecoder::try_new(params.for_codec(CODEC_ID_MP2), &options)?),
        5 => Box::new(MpaDecoder::try_new(params.for_codec(CODEC_ID_MP3), &options)?),
        _ => return Err(Error::Unsupported("unknown codec")),
    }))
}

fn decode_packet(stream: &mut Stream) -> Result<usize> {
    let decoder = match stream.decoder.as_mut() {
        Some(Decoder::Symphonia(decoder)) => decoder,
        Some(Decoder::Opus(decoder)) => return decoder.decode(&stream.input, &mut stream.planes),
        None => return Err(Error::Unsupported("no decoder")),
    };
    let packet = PacketRef::new(0, Timestamp::ZERO, Duration::ZERO, &stream.input);
    let audio = decoder.decode_ref(&packet)?;
    audio.copy_to_vecs_planar(&mut stream.planes);
    Ok(audio.frames())
}

fn fail(stream: &mut Stream, error: Error) -> i32 {
    stream.error = error.to_string();
    -1
}
