#include "redteam_probes.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char redteam_probes[] = {
#embed "Data/redteam-probes.json"
};

const unsigned char *wright_redteam_probes(unsigned long *size) {
    *size = sizeof redteam_probes;
    return redteam_probes;
}
