#include "knowledge_model.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char knowledge_model[] = {
#embed "Data/knowledge-model.bin"
};

const unsigned char *wright_knowledge_model(unsigned long *size) {
    *size = sizeof knowledge_model;
    return knowledge_model;
}
