#ifndef WRIGHT_GROUNDING_LEXICON_H
#define WRIGHT_GROUNDING_LEXICON_H

/// Words that the verifier of support knows: tab-separated lines, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_grounding_lexicon(unsigned long *_Nonnull size);

#endif
