// The headers of the system library that this module stands for.
#pragma once
#include <archive.h>
#include <archive_entry.h>
