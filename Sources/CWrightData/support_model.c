#include "support_model.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char support_model[] = {
#embed "Data/support-model.json"
};

const unsigned char *wright_support_model(unsigned long *size) {
    *size = sizeof support_model;
    return support_model;
}
