#include "guard_rules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char guard_rules[] = {
#embed "Data/guard-rules.json"
};

const unsigned char *wright_guard_rules(unsigned long *size) {
    *size = sizeof guard_rules;
    return guard_rules;
}
