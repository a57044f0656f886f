#ifndef WRIGHT_GUARD_RULES_H
#define WRIGHT_GUARD_RULES_H

/// The rules of the guard: JSON, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_guard_rules(unsigned long *_Nonnull size);

#endif
