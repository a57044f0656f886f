// The headers of the system library that this module stands for.
#pragma once
#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <libxml/xmlreader.h>
