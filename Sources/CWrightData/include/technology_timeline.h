#ifndef WRIGHT_TECHNOLOGY_TIMELINE_H
#define WRIGHT_TECHNOLOGY_TIMELINE_H

/// The technologies with their first public release: tab-separated, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_technology_timeline(unsigned long *_Nonnull size);

#endif
