#ifndef WRIGHT_REDTEAM_PROBES_H
#define WRIGHT_REDTEAM_PROBES_H

/// The built-in pack of red-team probes: JSON, UTF-8, not ended by a zero byte.
const unsigned char *_Nonnull wright_redteam_probes(unsigned long *_Nonnull size);

#endif
