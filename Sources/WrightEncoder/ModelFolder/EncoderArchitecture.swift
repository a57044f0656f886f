internal import CWrightKernels
internal import WrightCore

/// The shape of a BERT encoder, read from its `config.json`.
struct EncoderArchitecture: Hashable, Sendable {
    /// Coordinates of a token's state.
    let hiddenSize: Int
    /// Layers.
    let layerCount: Int
    /// Attention heads in a layer; `hiddenSize` is a multiple of it.
    let headCount: Int
    /// Coordinates between the two products of a layer's second half.
    let intermediateSize: Int
    /// Rows of the table of token embeddings.
    let vocabularyCount: Int
    /// Rows of the table of position embeddings: the longest text that the model can read.
    let positionCount: Int
    /// Rows of the table of token types.
    let tokenTypeCount: Int
    /// What is added to a variance before its root is taken.
    let normEpsilon: Float
    /// The function between the two products of a layer's second half.
    let activation: Activation

    /// Coordinates of one head.
    var headSize: Int { hiddenSize / headCount }

    /// The functions between two products that the kernels know.
    enum Activation: String, Sendable {
        case gelu
        case geluTanh = "gelu_new"
        case relu

        var kernel: wright_encoder_activation {
            switch self {
            case .gelu: WRIGHT_ENCODER_GELU
            case .geluTanh: WRIGHT_ENCODER_GELU_TANH
            case .relu: WRIGHT_ENCODER_RELU
            }
        }
    }

    private static let file = "config.json"

    /// Reads the shape, and refuses what is not a plain BERT encoder.
    init(_ configuration: ModelConfigurationFile) throws(EncoderError) {
        try Self.refuseOthers(configuration)
        hiddenSize = try configuration.count("hidden_size", in: 1...16_384)
        layerCount = try configuration.count("num_hidden_layers", in: 1...256)
        headCount = try configuration.count("num_attention_heads", in: 1...256)
        intermediateSize = try configuration.count("intermediate_size", in: 1...65_536)
        vocabularyCount = try configuration.count("vocab_size", in: 1...4_194_304)
        positionCount = try configuration.count("max_position_embeddings", in: 2...65_536)
        tokenTypeCount = try configuration.count("type_vocab_size", in: 1...64, default: 2)
        let epsilon = configuration.value["layer_norm_eps"]?.double ?? 1e-12
        guard epsilon > 0, epsilon < 1 else {
            throw .configurationInvalid(file: Self.file, reason: "'layer_norm_eps' is \(epsilon), not between 0 and 1")
        }
        normEpsilon = Float(epsilon)
        guard hiddenSize % headCount == 0 else {
            throw .configurationInvalid(
                file: Self.file,
                reason: "'hidden_size' \(hiddenSize) is not a multiple of 'num_attention_heads' \(headCount)"
            )
        }
        let name = configuration.value["hidden_act"]?.string ?? "gelu"
        guard let activation = Activation(rawValue: name == "gelu_pytorch_tanh" ? "gelu_new" : name) else {
            throw .unsupported(file: Self.file, setting: "hidden_act", value: name, supported: "gelu, gelu_new or relu")
        }
        self.activation = activation
    }

    private static func refuseOthers(_ configuration: ModelConfigurationFile) throws(EncoderError) {
        let type = configuration.value["model_type"]?.string ?? "none"
        guard type == "bert" else {
            throw .unsupported(file: file, setting: "model_type", value: type, supported: "bert")
        }
        let positions = configuration.value["position_embedding_type"]?.string ?? "absolute"
        guard positions == "absolute" else {
            throw .unsupported(
                file: file,
                setting: "position_embedding_type",
                value: positions,
                supported: "absolute"
            )
        }
        for setting in ["is_decoder", "add_cross_attention"] where configuration.value[setting]?.bool == true {
            throw .unsupported(file: file, setting: setting, value: "true", supported: "false")
        }
    }
}
