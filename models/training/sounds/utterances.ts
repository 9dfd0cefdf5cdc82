/**
 * Utterances for eSpeak NG.
 *
 * @module
 */
import type { Random } from "../../../src/random.ts";
import type { Utterance } from "./espeak.ts";

/** Sentences that are spoken or read at home, by language. */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  "en-us": [
    "Once upon a time there was a little bear who lived in the forest with his mother.",
    "Come here, look what I have found, it is a big red ball!",
    "No, no, no, that is mine, give it back to me!",
  ],
  "en-gb": [
    "The weather tomorrow will be cloudy with some rain in the evening.",
    "Catch me if you can! You are too slow, hurry up!",
  ],
  de: [
    "Es war einmal ein kleines Mädchen, das wohnte am Rand des Waldes.",
    "Komm schnell her, ich habe etwas gefunden!",
  ],
  "fr-fr": [
    "Il était une fois une petite fille qui habitait dans un village.",
    "Viens jouer avec moi, c'est à toi maintenant!",
  ],
  es: [
    "Había una vez un gato que quería ver el mar.",
    "¡Mira, mamá, mira lo que hago!",
  ],
  it: ["C'era una volta un re che aveva tre figlie.", "Andiamo a giocare fuori, dai, corri!"],
  "pt-br": ["Era uma vez um menino que gostava de chuva.", "Vem cá, vamos brincar de novo!"],
  nl: ["Er was eens een muis die in een klein huis woonde.", "Kijk eens wat ik kan, kijk dan!"],
  sv: ["Det var en gång en katt som bodde vid havet.", "Kom hit, vi ska leka nu!"],
  da: ["Der var engang en konge, som havde en hund.", "Se her, det er min bold!"],
  nb: ["Det var en gang tre bukker som skulle til seters.", "Vent på meg, jeg kommer!"],
  fi: ["Olipa kerran pieni karhu, joka asui metsässä.", "Tule tänne, leikitään yhdessä!"],
  pl: ["Dawno temu żył sobie mały kot.", "Chodź tutaj, zobacz, co znalazłem!"],
  cs: ["Byl jednou jeden král a ten měl tři syny.", "Pojď sem, podívej se na to!"],
  hu: ["Egyszer volt, hol nem volt, volt egy kis róka.", "Gyere ide, nézd mit találtam!"],
  ro: ["A fost odată un iepure care locuia în pădure.", "Hai să ne jucăm afară!"],
  ru: ["Жили-были дед и баба, и была у них курочка ряба.", "Иди сюда, смотри, что я нашёл!"],
  uk: ["Жив собі маленький їжачок у великому лісі.", "Ходи сюди, будемо гратися!"],
  el: ["Μια φορά κι έναν καιρό ήταν μια μικρή αλεπού.", "Έλα εδώ, κοίτα τι βρήκα!"],
  tr: ["Bir varmış bir yokmuş, küçük bir kedi varmış.", "Buraya gel, bak ne buldum!"],
  hi: ["एक समय की बात है, एक छोटा सा गाँव था।", "यहाँ आओ, देखो मुझे क्या मिला!"],
  id: ["Pada suatu hari ada seekor kancil di hutan.", "Ayo ke sini, lihat apa ini!"],
  vi: ["Ngày xửa ngày xưa có một con thỏ nhỏ.", "Lại đây chơi với mình đi!"],
  cmn: ["从前有一只小兔子住在森林里。", "快来看,我找到了什么!"],
  ko: ["옛날 옛적에 작은 토끼가 살았어요.", "이리 와, 같이 놀자!"],
  sw: ["Hapo zamani za kale palikuwa na sungura.", "Njoo hapa, tucheze pamoja!"],
  fa: ["یکی بود یکی نبود، یک خرگوش کوچک بود.", "بیا اینجا، ببین چه پیدا کردم!"],
};

const LAUGHS = [
  ...[
    "ha ha ha ha ha",
    "hahahaha",
    "hihihihihi",
    "hehehehe",
    "ho ho ho",
    "ah ha ha ha",
    "hee hee hee",
  ],
  ...[
    "aha! haha! ahahaha",
    "hi hi hi hi, ha ha",
    "kha kha kha",
    "ah, ah, ah, ah",
    "eh heh heh heh",
  ],
] as const;

const BABBLES = [
  ...[
    "ba ba ba ba",
    "dadadada",
    "mamama mama",
    "bababa, dada, gaga",
    "a goo, a goo",
    "blah blah bla",
  ],
  ...[
    "na na na, ma ma",
    "aba aba bu",
    "ga ga, gu gu gu",
    "dee dee da da",
    "oo wah, oo wah",
    "la la la li li",
  ],
] as const;

const CALLS = [
  ...["wheeeee!", "yaaaay!", "yippee!", "wow! wow!", "ooooh! look!", "uh oh!", "hey! hey you!"],
  ...["again! again!", "mamaaa!", "nooo!", "yes! yes! yes!", "one, two, three, go!", "boo!"],
] as const;

/** 35 voices; the stress test has others. */
const VOICES = [
  ...["f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "whisper"],
  ...["Andrea", "Annie", "Alicia", "Auntie", "Belinda", "Linda", "steph", "steph2", "anika"],
  ...["Andy", "Alex", "Adam", "Benjamin", "Caleb", "David", "Diogo", "Gene", "Hugo", "Iven"],
  ...["Marco", "Max"],
] as const;

const LANGUAGES = Object.keys(SENTENCES);

/** Manner of speaking. */
export type Manner = "read" | "child" | "laugh" | "babble" | "call";

/** Draws text, voice, pitch and speed of an utterance. */
export function drawUtterance(manner: Manner, random: Random): Utterance {
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)]!;
  const language = pick(LANGUAGES);
  const high = manner !== "read";
  return {
    text: manner === "laugh"
      ? pick(LAUGHS)
      : manner === "babble"
      ? `${pick(BABBLES)}, ${pick(BABBLES)}`
      : manner === "call"
      ? `${pick(CALLS)} ${pick(CALLS)}`
      : pick(SENTENCES[language]!),
    voice: `${language}+${pick(VOICES)}`,
    pitch: Math.round(high ? random.between(60, 99) : random.between(20, 70)),
    speed: Math.round(
      random.between(...(manner === "laugh" ? [120, 320] : [110, 220]) as [number, number]),
    ),
  };
}
