internal import WrightCore

/// A file of named tensors in the safetensors format, mapped into memory.
///
/// The format: eight bytes with the length of the header, the header (a JSON object: name → element type, shape and
/// byte range), then the data. Everything that the header says is checked against the file before any of it is used.
package struct SafetensorsFile: Sendable {
    /// A tensor as the header describes it.
    package struct Tensor: Sendable {
        /// The name.
        package let name: String
        /// What the elements are, in the header's words, such as `F32`.
        package let elementType: String
        /// Elements along each axis; none for a single value.
        package let shape: [Int]
        /// Where the elements stand in the file.
        package let bytes: Range<Int>
    }

    /// The longest header that is read.
    package static let maximumHeaderByteCount = 100_000_000
    private static let maximumElementCount = 1 << 40

    /// Where the file is.
    package let path: String
    /// The tensors by name.
    package let tensors: [String: Tensor]
    /// The header's place in the file, its length included.
    package let headerBytes: Range<Int>

    let file: MappedFile

    /// Maps a file and checks its header.
    ///
    /// The tensors themselves are not touched.
    ///
    /// - Throws: ``EncoderError`` with code `fileUnreadable` or `weightsMalformed`.
    package init(path: String) throws(EncoderError) {
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .fileUnreadable(error)
        }
        self.path = path
        let bytes = file.bytes
        func malformed(_ reason: String) -> EncoderError { .weightsMalformed(path: path, reason: reason) }
        guard bytes.count >= 8 else { throw malformed("it has \(bytes.count) bytes, fewer than the 8 of a length") }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(min(bytes.count - 8, Self.maximumHeaderByteCount)) else {
            throw malformed("its header of \(length) bytes is longer than the file or the limit")
        }
        headerBytes = 0..<8 + Int(length)
        do {
            let header = try JSONValue(
                parsing: UnsafeRawBufferPointer(rebasing: bytes[8..<8 + Int(length)]),
                depthLimit: 8
            )
            let found = try Self.tensors(in: header, dataStart: headerBytes.upperBound, fileEnd: bytes.count)
            tensors = found
        } catch let error as CoreError {
            throw malformed("its header is not JSON; \(error.message)")
        } catch let error as HeaderFault {
            throw malformed(error.reason)
        } catch {
            throw malformed("\(error)")
        }
    }

    private struct HeaderFault: Error {
        let reason: String
    }

    private static func tensors(in header: JSONValue, dataStart: Int, fileEnd: Int) throws -> [String: Tensor] {
        guard let members = header.object else { throw HeaderFault(reason: "its header is not a JSON object") }
        var tensors: [String: Tensor] = [:]
        for member in members where member.name != "__metadata__" {
            let tensor = try Self.tensor(member, dataStart: dataStart, fileEnd: fileEnd)
            guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
                throw HeaderFault(reason: "the tensor '\(tensor.name)' stands there twice")
            }
        }
        let ordered = tensors.values.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        for (first, second) in zip(ordered, ordered.dropFirst()) where second.bytes.lowerBound < first.bytes.upperBound
        {
            throw HeaderFault(reason: "the tensors '\(first.name)' and '\(second.name)' overlap")
        }
        return tensors
    }

    private static func tensor(_ member: JSONValue.Member, dataStart: Int, fileEnd: Int) throws -> Tensor {
        let name = member.name
        guard let type = member.value["dtype"]?.string,
            let shape = member.value["shape"]?.array?.map({ $0.int ?? -1 }),
            let offsets = member.value["data_offsets"]?.array?.map({ $0.int ?? -1 }), offsets.count == 2
        else {
            throw HeaderFault(reason: "the tensor '\(name)' lacks 'dtype', 'shape' or 'data_offsets'")
        }
        guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= fileEnd - dataStart else {
            throw HeaderFault(reason: "the tensor '\(name)' reaches beyond the file")
        }
        var elements = 1
        for extent in shape {
            let product = elements.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !product.overflow, product.partialValue <= maximumElementCount else {
                throw HeaderFault(reason: "the tensor '\(name)' has an impossible shape")
            }
            elements = product.partialValue
        }
        if let size = ElementType(rawValue: type)?.byteCount, elements * size != offsets[1] - offsets[0] {
            throw HeaderFault(
                reason:
                    "the tensor '\(name)' has \(offsets[1] - offsets[0]) bytes, but its shape needs \(elements * size)"
            )
        }
        return Tensor(
            name: name,
            elementType: type,
            shape: shape,
            bytes: dataStart + offsets[0]..<dataStart + offsets[1]
        )
    }

    /// The values of a tensor that must be there with this shape.
    ///
    /// - Throws: ``EncoderError`` with code `tensorMissing` or `tensorMismatched`.
    func values(of name: String, shape: [Int]) throws(EncoderError) -> FloatTensor {
        guard let tensor = tensors[name] else { throw .tensorMissing(name, path: path) }
        guard let type = ElementType(rawValue: tensor.elementType) else {
            throw .tensorMismatched(name, expected: "F32, F16 or BF16", found: tensor.elementType)
        }
        guard tensor.shape == shape else {
            throw .tensorMismatched(name, expected: "of shape \(shape)", found: "of shape \(tensor.shape)")
        }
        let stored = UnsafeRawBufferPointer(rebasing: file.bytes[tensor.bytes])
        let count = stored.count / type.byteCount
        guard let address = stored.baseAddress else { return FloatTensor(AlignedMemory(count: 0)) }
        if type == .float32, UInt(bitPattern: address) % 4 == 0, Self.isLittleEndian {
            return FloatTensor(values: address.assumingMemoryBound(to: Float.self), count: count, owner: file)
        }
        let memory = AlignedMemory(count: count)
        for index in 0..<count {
            memory.address[index] = type.value(at: address + index * type.byteCount)
        }
        return FloatTensor(memory)
    }

    /// The numbers of a list that must be there with this length; floats and whole numbers of any usual size.
    ///
    /// - Throws: ``EncoderError`` with code `tensorMissing` or `tensorMismatched`.
    func numbers(of name: String, count: Int) throws(EncoderError) -> [Double] {
        guard let tensor = tensors[name] else { throw .tensorMissing(name, path: path) }
        guard tensor.shape == [count] else {
            throw .tensorMismatched(name, expected: "of shape \([count])", found: "of shape \(tensor.shape)")
        }
        let stored = UnsafeRawBufferPointer(rebasing: file.bytes[tensor.bytes])
        func read<Element: BitwiseCopyable>(_ type: Element.Type, _ convert: (Element) -> Double) -> [Double]? {
            let size = MemoryLayout<Element>.size
            guard stored.count == count * size else { return nil }
            return (0..<count).map { convert(stored.loadUnaligned(fromByteOffset: $0 * size, as: type)) }
        }
        let found =
            switch tensor.elementType {
            case "F64": read(UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
            case "I64": read(Int64.self) { Double(Int64(littleEndian: $0)) }
            case "I32": read(Int32.self) { Double(Int32(littleEndian: $0)) }
            default: try floats(of: name, count: count)
            }
        guard let found else {
            throw .tensorMismatched(name, expected: "of \(count) elements", found: "of \(stored.count) bytes")
        }
        return found
    }

    private func floats(of name: String, count: Int) throws(EncoderError) -> [Double] {
        let tensor = try values(of: name, shape: [count])
        return (0..<count).map { Double(tensor.values[$0]) }
    }

    private static var isLittleEndian: Bool { UInt16(littleEndian: 1) == 1 }
}
