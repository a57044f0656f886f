#include "technology_timeline.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char technology_timeline[] = {
#embed "Data/technology-timeline.tsv"
};

const unsigned char *wright_technology_timeline(unsigned long *size) {
    *size = sizeof technology_timeline;
    return technology_timeline;
}
