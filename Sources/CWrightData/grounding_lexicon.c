#include "grounding_lexicon.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char grounding_lexicon[] = {
#embed "Data/grounding-lexicon.tsv"
};

const unsigned char *wright_grounding_lexicon(unsigned long *size) {
    *size = sizeof grounding_lexicon;
    return grounding_lexicon;
}
