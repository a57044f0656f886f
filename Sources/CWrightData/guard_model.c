#include "guard_model.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char guard_model[] = {
#embed "Data/guard-model.bin"
};

const unsigned char *wright_guard_model(unsigned long *size) {
    *size = sizeof guard_model;
    return guard_model;
}
