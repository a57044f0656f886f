#ifndef WRIGHT_MODEL_PRICES_H
#define WRIGHT_MODEL_PRICES_H

/// The dated price table of language models: JSON, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_model_prices(unsigned long *_Nonnull size);

#endif
