// The headers of the system library that this module stands for.
#pragma once
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
