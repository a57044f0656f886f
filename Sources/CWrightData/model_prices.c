#include "model_prices.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char model_prices[] = {
#embed "Data/model-prices.json"
};

const unsigned char *wright_model_prices(unsigned long *size) {
    *size = sizeof model_prices;
    return model_prices;
}
