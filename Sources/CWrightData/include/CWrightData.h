#ifndef CWRIGHTDATA_H
#define CWRIGHTDATA_H
// All of the module: a new file is found because this one changes.
#include "builtin_prompts.h"
#include "grounding_lexicon.h"
#include "guard_model.h"
#include "guard_rules.h"
#include "json_schema.h"
#include "knowledge_model.h"
#include "model_prices.h"
#include "posting_base.h"
#include "redteam_probes.h"
#include "support_model.h"
#include "technology_timeline.h"
#endif
