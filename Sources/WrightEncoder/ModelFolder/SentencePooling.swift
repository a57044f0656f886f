internal import WrightCore

/// How a text's vector is made of the states of its tokens.
enum SentencePooling: String, Sendable {
    /// The mean over all tokens.
    case mean
    /// The state of the first token.
    case firstToken

    /// Reads the configuration of a pooling module.
    init(_ configuration: ModelConfigurationFile) throws(EncoderError) {
        let names: [(key: String, name: String)] = [
            ("pooling_mode_cls_token", "cls"), ("pooling_mode_mean_tokens", "mean"), ("pooling_mode_max_tokens", "max"),
            ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
            ("pooling_mode_weightedmean_tokens", "weightedmean"), ("pooling_mode_lasttoken", "lasttoken"),
        ]
        var modes = names.filter { configuration.flag($0.key) == true }.map(\.name)
        if let mode = configuration.value["pooling_mode"]?.string { modes = [mode] }
        if let list = configuration.value["pooling_mode"]?.array { modes = list.compactMap(\.string) }
        switch modes {
        case ["mean"]: self = .mean
        case ["cls"]: self = .firstToken
        default:
            throw .unsupported(
                file: configuration.name,
                setting: "pooling",
                value: modes.joined(separator: "+"),
                supported: "mean or cls, one of them"
            )
        }
    }
}
