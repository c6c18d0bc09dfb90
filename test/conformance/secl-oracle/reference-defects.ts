// Where libmodsecurity 3.0.9 does otherwise than its reference manual says, or than is safe: each with what
// we do.

export const defects = {
  brokenBase64:
    "it gives nothing, or whole groups of four only, for imperfect Base64; backends decode what they can",
  paddingInBase64:
    "it gives nothing where padding stands in the middle; the manual has invalid chars ignored",
  nulEndsText: "it ends its result at the first NUL byte, so that what stands behind is not seen",
  nulDropped: "it drops NUL bytes, which the manual says nothing of",
  lastByteLost: "it loses the last byte of most results, and what stands behind a NUL byte",
  parityOfEightBits: "it counts the eighth bit with the others; the manual has seven bits of data",
  halfNoBreakSpace: "it drops each byte 0xC2, also where it is not the beginning of a no-break space",
  byteBehindComment: "it takes the byte behind a comment unseen, also behind the end of the text",
  dotsAtSegmentEnd: "it takes a segment that only ends in two dots for a step back",
  backslashStays: "it leaves backslashes behind runs of slashes",
  outOfRangeIsZero: "eq takes numbers beyond 32 bits for 0, where the other comparisons have 64",
  mappedAddress: "it does not know an IPv4 address again that is written as IPv6",
  nulEndsAddress: "it ends an address at a NUL byte and looks at what stands before it",
  equalDigits: "its list of numbers that nobody has is read two short of its end",
  macrosInPhrases: "it neither expands a macro among phrases nor takes it for text",
  placesOfGroups:
    "it counts the groups that took part and places them by their number: matches overwrite one another",
  wrongPhrase: "it names a phrase's beginning where another phrase was found in it",
  bytesInBars: "its reading of bytes in bars, which the manual has, loses them and what is beside them",
  aboveUnicode: "it passes four bytes that are above U+10FFFF",
} as const;
