#ifndef WRIGHT_POSTING_BASE_H
#define WRIGHT_POSTING_BASE_H

/// Aggregate figures of real postings: tab-separated, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_posting_base(unsigned long *_Nonnull size);

#endif
