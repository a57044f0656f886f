#include "posting_base.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char posting_base[] = {
#embed "Data/posting-base.tsv"
};

const unsigned char *wright_posting_base(unsigned long *size) {
    *size = sizeof posting_base;
    return posting_base;
}
