import JSONReader

/// What the reader made of a text, however it was fed.
struct Reading: Equatable {
    var error: JSONError?
    var rootKind: JSONKind?
    var members: [Member] = []
    /// Whether the member being read is wanted.
    var isKeeping = false

    struct Member: Equatable {
        var name: String
        var kind: JSONKind
        var text: [UInt8]
        var hasEnded = false
    }

    var isAccepted: Bool { error == nil }

    mutating func append(_ byte: UInt8) {
        members[members.count - 1].text.append(byte)
    }

    /// The members' names with their texts.
    var texts: [String] {
        members.map { "\($0.name)=\(String(decoding: $0.text, as: UTF8.self))" }
    }
}

/// How the bytes of a text are fed.
enum Feeding {
    case whole, bytewise
    case cut(at: Int)
}

/// Feeds the bytes to a fresh reader; the members that `isWanted` says yes to are kept.
func read(
    _ bytes: [UInt8], _ feeding: Feeding = .whole,
    keeping isWanted: (String) -> Bool = { _ in true }
) -> Reading {
    var reader = JSONReader()
    var reading = Reading()
    do throws(JSONError) {
        switch feeding {
        case .whole:
            try reader.read(bytes.span, into: &reading, keeping: isWanted)
        case .bytewise:
            for index in bytes.indices {
                try reader.read(
                    bytes.span.extracting(index..<index + 1), into: &reading, keeping: isWanted)
            }
        case .cut(let index):
            try reader.read(bytes.span.extracting(..<index), into: &reading, keeping: isWanted)
            try reader.read(bytes.span.extracting(index...), into: &reading, keeping: isWanted)
        }
        try reader.finish()
    } catch {
        reading.error = error
    }
    reading.rootKind = reader.rootKind
    reading.isKeeping = false
    // Before an error a part of a value may have been delivered, or not yet.
    reading.members = reading.members.filter { reading.isAccepted || $0.hasEnded }
    return reading
}

extension JSONReader {
    /// Reads all of a piece and notes the members that are wanted.
    mutating func read(
        _ bytes: borrowing Span<UInt8>, into reading: inout Reading,
        keeping isWanted: (String) -> Bool
    ) throws(JSONError) {
        var position = 0
        while true {
            switch try next(in: bytes, at: &position) {
            case .incomplete:
                return
            case .member(let kind):
                let name = withMemberName { name in
                    String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
                }
                reading.isKeeping = isWanted(name)
                guard reading.isKeeping else { break }
                reading.members.append(Reading.Member(name: name, kind: kind, text: []))
            case .value(let range):
                guard reading.isKeeping else { break }
                for index in range { reading.append(bytes[index]) }
            case .escape(let text):
                guard reading.isKeeping else { break }
                for index in 0..<text.count { reading.append(text[index]) }
            case .memberEnd:
                guard reading.isKeeping else { break }
                reading.members[reading.members.count - 1].hasEnded = true
            }
        }
    }
}

func read(_ text: String, keeping isWanted: (String) -> Bool = { _ in true }) -> Reading {
    read(Array(text.utf8), keeping: isWanted)
}

/// What differs between the ways to feed the bytes; nil if none of them makes a difference.
func differenceBetweenFeedings(_ bytes: [UInt8]) -> String? {
    let whole = read(bytes)
    guard read(bytes, .bytewise) == whole else { return "bytewise" }
    // Behind its first error a reader is spent: a cut there changes nothing any more.
    let decided = whole.isAccepted ? bytes.count : min(bytes.count, bytesRead(bytes) + 1)
    for index in 0...decided {
        guard read(bytes, .cut(at: index)) == whole else { return "cut at \(index)" }
    }
    return nil
}

/// The bytes that the reader takes before its error.
private func bytesRead(_ bytes: [UInt8]) -> Int {
    var reader = JSONReader()
    var reading = Reading()
    for index in bytes.indices {
        do throws(JSONError) {
            try reader.read(
                bytes.span.extracting(index..<index + 1), into: &reading, keeping: { _ in false })
        } catch {
            return index
        }
    }
    return bytes.count
}
