import JSONReader

/// What the reader made of a text, however it was fed.
struct Reading: Equatable {
    var error: JSONError?
    var rootKind: JSONKind?
    var members: [Member] = []

    struct Member: Equatable {
        var name: String
        var kind: JSONKind
        var text: [UInt8]
        var hasEnded = false
    }

    var isAccepted: Bool { error == nil }

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
    withoutActuallyEscaping(isWanted) { isWanted in
        var reader = JSONReader()
        var members = Members(isWanted: isWanted)
        var reading = Reading()
        do throws(JSONError) {
            switch feeding {
            case .whole:
                try reader.read(bytes.span, into: &members)
            case .bytewise:
                for index in bytes.indices {
                    try reader.read(bytes.span.extracting(index..<index + 1), into: &members)
                }
            case .cut(let index):
                try reader.read(bytes.span.extracting(..<index), into: &members)
                try reader.read(bytes.span.extracting(index...), into: &members)
            }
            try reader.finish(into: &members)
        } catch {
            reading.error = error
        }
        reading.rootKind = reader.rootKind
        // Before an error a part of a value may have been delivered, or not yet.
        reading.members = members.members.filter { reading.isAccepted || $0.hasEnded }
        return reading
    }
}

func read(_ text: String, keeping isWanted: (String) -> Bool = { _ in true }) -> Reading {
    read(Array(text.utf8), keeping: isWanted)
}

/// Keeps what the reader delivers.
struct Members: JSONMemberVisitor {
    var isWanted: (String) -> Bool
    private(set) var members: [Reading.Member] = []

    init(isWanted: @escaping (String) -> Bool = { _ in true }) {
        self.isWanted = isWanted
    }

    mutating func beginMember(_ name: borrowing Span<UInt8>, kind: JSONKind) -> JSONInterest {
        let name = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
        guard isWanted(name) else { return .skip }
        members.append(Reading.Member(name: name, kind: kind, text: []))
        return .keep
    }

    mutating func memberBytes(_ bytes: borrowing Span<UInt8>) {
        for index in bytes.indices { members[members.count - 1].text.append(bytes[index]) }
    }

    mutating func endMember() {
        members[members.count - 1].hasEnded = true
    }
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
    var members = Members()
    for index in bytes.indices {
        do throws(JSONError) {
            try reader.read(bytes.span.extracting(index..<index + 1), into: &members)
        } catch {
            return index
        }
    }
    return bytes.count
}
