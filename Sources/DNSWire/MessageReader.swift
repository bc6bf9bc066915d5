import BoundedBytes

/// Reads one message that may answer a question (RFC 1035 §4.1). Whatever its bytes say, reading
/// ends: pointers only lead backwards, and aliases are counted.
struct MessageReader {
    let id: UInt16
    let type: DNSRecordType

    /// RFC 1035 §3.2.4.
    static let internetClass: UInt16 = 1

    /// CNAME (RFC 1035 §3.2.2).
    private static let aliasType: UInt16 = 5
    private static let headerBytes = 12
    /// RFC 1035 §4.1.1.
    private static let formatError: UInt8 = 1

    /// - Parameter name: The name that was asked for, as messages have it.
    func read(
        _ message: borrowing Span<UInt8>, about name: borrowing Span<UInt8>,
        into addresses: inout OutputSpan<UInt8>
    ) -> DNSAnswer {
        guard let records = endOfQuestion(message, about: name) else {
            return isBareRefusal(message) ? .serverFailed(code: Self.formatError) : .unrelated
        }
        let before = addresses.count
        let answer = readAnswers(message, from: records, into: &addresses)
        // What a broken message began with is not to be trusted.
        if answer == .malformed { addresses.removeLast(addresses.count - before) }
        return answer
    }

    private func readAnswers(
        _ message: borrowing Span<UInt8>, from records: Int,
        into addresses: inout OutputSpan<UInt8>
    ) -> DNSAnswer {
        switch message[3] & 0x0F {
        case 0: break
        case 3: return .nameUnknown
        case let code: return .serverFailed(code: code)
        }
        // A message that is cut may end anywhere.
        let isTruncated = message[2] & 0x02 != 0
        var owner = Self.headerBytes
        for _ in 0...DNSLimits.aliasesMaximum {
            switch scan(message, from: records, for: owner, into: &addresses) {
            case .found(let count): return .addresses(count)
            case .alias(let target): owner = target
            case .nothing: return isTruncated ? .truncated : .noAddress
            case .malformed(let found) where isTruncated:
                return found > 0 ? .addresses(found) : .truncated
            case .malformed: return .malformed
            }
        }
        return .malformed
    }

    /// Where the answers begin; nil if the message is no answer to the question. RFC 5452 §4: the id
    /// and the whole question must be repeated.
    private func endOfQuestion(
        _ message: borrowing Span<UInt8>, about name: borrowing Span<UInt8>
    ) -> Int? {
        let end = Self.headerBytes + name.count + 4
        guard message.count >= end, number(message, at: 0) == id,
            // A response to a standard query: QR set, OPCODE 0.
            message[2] & 0xF8 == 0x80, number(message, at: 4) == 1,
            number(message, at: end - 4) == type.rawValue,
            number(message, at: end - 2) == Self.internetClass
        else { return nil }
        for index in name.indices
        where lowercase(name[index]) != lowercase(message[Self.headerBytes + index]) {
            return nil
        }
        return end
    }

    /// Whether the message is a header that refuses the form of the query with this id. What a server
    /// cannot read, it does not repeat (RFC 1035 §4.1.1: code 1).
    private func isBareRefusal(_ message: borrowing Span<UInt8>) -> Bool {
        message.count == Self.headerBytes && number(message, at: 0) == id
            && message[2] & 0xF8 == 0x80 && message[3] & 0x0F == Self.formatError
            && number(message, at: 4) == 0
    }

    private enum Scan {
        case found(Int)
        /// The name is another one's alias; that one stands here (RFC 1034 §3.6.2).
        case alias(Int)
        case nothing
        /// Behind this many addresses.
        case malformed(Int)
    }

    /// Looks through all answers for those about the name at `owner`: they come in any order.
    private func scan(
        _ message: borrowing Span<UInt8>, from start: Int, for owner: Int,
        into addresses: inout OutputSpan<UInt8>
    ) -> Scan {
        var position = start
        var found = 0
        var alias: Int?
        for _ in 0..<number(message, at: 6) {
            var name = NameReader(at: position)
            let isOwner = name.isSame(as: NameReader(at: owner), in: message)
            // Behind the name: TYPE, CLASS, TTL, RDLENGTH, RDATA.
            guard let fields = name.end, fields + 10 <= message.count else {
                return .malformed(found)
            }
            let data = fields + 10
            let length = Int(number(message, at: fields + 8))
            guard data + length <= message.count else { return .malformed(found) }
            position = data + length
            guard isOwner, number(message, at: fields + 2) == Self.internetClass else { continue }
            switch number(message, at: fields) {
            case Self.aliasType:
                alias = data
            case type.rawValue:
                guard length == type.addressBytes else { return .malformed(found) }
                found += 1
                guard length <= addresses.freeCapacity else { continue }
                for index in data..<position { addresses.append(message[index]) }
            default:
                break
            }
        }
        if found > 0 { return .found(found) }
        return alias.map { .alias($0) } ?? .nothing
    }
}

/// Walks through a name, which may end in a pointer to an earlier one (RFC 1035 §4.1.4).
struct NameReader {
    /// Behind the name where it stands, once it has been read; nil before, or if it is malformed.
    private(set) var end: Int?

    private var position: Int
    /// A pointer must lead below the start of the part that it ends: so there is an end.
    private var ceiling: Int
    private var bytes = 0

    init(at position: Int) {
        self.position = position
        ceiling = position
    }

    private enum Label {
        case text(Range<Int>)
        case root
        case malformed
    }

    private mutating func next(in message: borrowing Span<UInt8>) -> Label {
        while position < message.count {
            let length = Int(message[position])
            switch length >> 6 {
            case 0:
                let start = position + 1
                bytes += length + 1
                guard start + length <= message.count, bytes <= DNSLimits.nameBytesMaximum else {
                    return .malformed
                }
                position = start + length
                guard length == 0 else { return .text(start..<position) }
                if end == nil { end = position }
                return .root
            case 3:
                guard position + 1 < message.count else { return .malformed }
                let target = (length & 0x3F) << 8 | Int(message[position + 1])
                guard target < ceiling else { return .malformed }
                if end == nil { end = position + 2 }
                position = target
                ceiling = target
            default:
                return .malformed
            }
        }
        return .malformed
    }

    /// Reads the whole name, and the other as far as they are the same, case apart (RFC 4343).
    mutating func isSame(as other: NameReader, in message: borrowing Span<UInt8>) -> Bool {
        var other = other
        var isSame = true
        while true {
            switch next(in: message) {
            case .text(let label):
                guard isSame else { continue }
                if case .text(let otherLabel) = other.next(in: message) {
                    isSame = isEqual(label, otherLabel, in: message)
                } else {
                    isSame = false
                }
            case .root:
                guard isSame, case .root = other.next(in: message) else { return false }
                return true
            case .malformed:
                end = nil
                return false
            }
        }
    }

    private func isEqual(
        _ first: Range<Int>, _ second: Range<Int>, in message: borrowing Span<UInt8>
    ) -> Bool {
        guard first.count == second.count else { return false }
        for offset in 0..<first.count
        where lowercase(message[first.lowerBound + offset])
            != lowercase(message[second.lowerBound + offset])
        {
            return false
        }
        return true
    }
}

/// Two bytes, the most significant first. They must be there.
private func number(_ message: borrowing Span<UInt8>, at offset: Int) -> UInt16 {
    UInt16(message[offset]) << 8 | UInt16(message[offset + 1])
}

private func lowercase(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}
