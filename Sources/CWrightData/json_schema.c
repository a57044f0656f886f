#include "json_schema.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char json_schema_2020_12[] = {
#embed "Data/json-schema-2020-12.json"
};

const unsigned char *wright_json_schema_2020_12(unsigned long *size) {
    *size = sizeof json_schema_2020_12;
    return json_schema_2020_12;
}
