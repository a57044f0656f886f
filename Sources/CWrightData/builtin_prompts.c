#include "builtin_prompts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char answer[] = {
#embed "Data/prompts/answer.prompt"
};

static const unsigned char decompose[] = {
#embed "Data/prompts/decompose.prompt"
};

static const unsigned char hyde[] = {
#embed "Data/prompts/hyde.prompt"
};

static const unsigned char judge_correctness[] = {
#embed "Data/prompts/judge-correctness.prompt"
};

static const unsigned char judge_criteria[] = {
#embed "Data/prompts/judge-criteria.prompt"
};

static const unsigned char judge_faithfulness[] = {
#embed "Data/prompts/judge-faithfulness.prompt"
};

static const unsigned char judge_relevance[] = {
#embed "Data/prompts/judge-relevance.prompt"
};

static const unsigned char multi_query[] = {
#embed "Data/prompts/multi-query.prompt"
};

static const unsigned char rewrite_question[] = {
#embed "Data/prompts/rewrite-question.prompt"
};

static const unsigned char summarise[] = {
#embed "Data/prompts/summarise.prompt"
};

static const struct {
    const char *name;
    const unsigned char *source;
    unsigned long size;
} prompts[] = {
    {"answer", answer, sizeof answer},
    {"decompose", decompose, sizeof decompose},
    {"hyde", hyde, sizeof hyde},
    {"judge-correctness", judge_correctness, sizeof judge_correctness},
    {"judge-criteria", judge_criteria, sizeof judge_criteria},
    {"judge-faithfulness", judge_faithfulness, sizeof judge_faithfulness},
    {"judge-relevance", judge_relevance, sizeof judge_relevance},
    {"multi-query", multi_query, sizeof multi_query},
    {"rewrite-question", rewrite_question, sizeof rewrite_question},
    {"summarise", summarise, sizeof summarise},
};

unsigned long wright_builtin_prompt_count(void) {
    return sizeof prompts / sizeof prompts[0];
}

const char *wright_builtin_prompt_name(unsigned long index) {
    return prompts[index].name;
}

const unsigned char *wright_builtin_prompt(unsigned long index, unsigned long *size) {
    *size = prompts[index].size;
    return prompts[index].source;
}
