#ifndef WRIGHT_BUILTIN_PROMPTS_H
#define WRIGHT_BUILTIN_PROMPTS_H

/// The number of built-in prompts.
unsigned long wright_builtin_prompt_count(void);

/// The name of a built-in prompt, ended by a zero byte.
const char *_Nonnull wright_builtin_prompt_name(unsigned long index);

/// The source of a built-in prompt: UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_builtin_prompt(unsigned long index, unsigned long *_Nonnull size);

#endif
