#ifndef WRIGHT_KNOWLEDGE_MODEL_H
#define WRIGHT_KNOWLEDGE_MODEL_H

/// The model that finds named knowledge in postings; its form is told by the script that trains it.
const unsigned char *_Nonnull wright_knowledge_model(unsigned long *_Nonnull size);

#endif
