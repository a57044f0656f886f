#ifndef WRIGHT_JSON_SCHEMA_H
#define WRIGHT_JSON_SCHEMA_H

/// The schemas of JSON Schema draft 2020-12 by address: a JSON object, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_json_schema_2020_12(unsigned long *_Nonnull size);

#endif
