// The headers of the system library that this module stands for.
#pragma once
#include <gumbo.h>
