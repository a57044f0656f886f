#ifndef WRIGHT_SUPPORT_MODEL_H
#define WRIGHT_SUPPORT_MODEL_H

/// The trained weights of the verifier of support: JSON, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_support_model(unsigned long *_Nonnull size);

#endif
