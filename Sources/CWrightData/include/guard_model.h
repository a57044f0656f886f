#ifndef WRIGHT_GUARD_MODEL_H
#define WRIGHT_GUARD_MODEL_H

/// Weights of the guard's window classifier and its memory of attacks; WindowClassifier+File.swift tells their form.
const unsigned char *_Nonnull wright_guard_model(unsigned long *_Nonnull size);

#endif
