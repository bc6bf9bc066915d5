import BoundedBytes

/// A question for the addresses of a host (RFC 1035 §4): written as a query, and what its answer is
/// judged by.
///
/// ```swift
/// let question = try DNSQuestion(name, .a, id: random)
/// try question.write(.extended, to: &query)    // one UDP datagram
/// switch question.read(datagram, into: &addresses) { … }
/// ```
public struct DNSQuestion: ~Copyable {
    /// What is asked for.
    public let type: DNSRecordType

    /// What the answer must repeat. From a good random source, or a stranger answers (RFC 5452 §4).
    public let id: UInt16

    /// The name as messages have it: labels behind their lengths, and an empty one.
    private var name = FixedBytes<255>()

    /// - Parameters:
    ///   - name: Labels of 1 to 63 bytes parted by dots, one at the end or none.
    ///   - type: What is asked for.
    ///   - id: What the answer must repeat.
    public init(
        _ name: borrowing Span<UInt8>, _ type: DNSRecordType, id: UInt16
    ) throws(DNSNameError) {
        self.type = type
        self.id = id
        let isAbsolute = !name.isEmpty && name[name.count - 1] == UInt8(ascii: ".")
        let end = isAbsolute ? name.count - 1 : name.count
        var start = 0
        while start <= end {
            var dot = start
            while dot < end, name[dot] != UInt8(ascii: ".") { dot += 1 }
            try appendLabel(name.extracting(start..<dot))
            start = dot + 1
        }
        guard (try? self.name.append(0)) != nil else { throw .malformed }
    }

    private mutating func appendLabel(_ label: borrowing Span<UInt8>) throws(DNSNameError) {
        let length = UInt8(clamping: label.count)
        guard 1...DNSLimits.labelBytesMaximum ~= Int(length), (try? name.append(length)) != nil,
            (try? name.append(label)) != nil
        else { throw .malformed }
    }

    /// Writes the query: one question, recursion desired.
    public borrowing func write(
        _ form: DNSQueryForm, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        let start = output.count
        do throws(CapacityExceeded) {
            try write(id, to: &output)
            try write(Self.recursionDesired, to: &output)
            // One question; no answer, no authority.
            try write(1, to: &output)
            for _ in 0..<2 { try write(0, to: &output) }
            try write(form == .extended ? 1 : 0, to: &output)
            try name.withBytes { (name) throws(CapacityExceeded) in try output.write(name) }
            try write(type.rawValue, to: &output)
            try write(MessageReader.internetClass, to: &output)
            if form == .extended { try writeExtension(to: &output) }
        } catch {
            output.removeLast(output.count - start)
            throw error
        }
    }

    /// Reads a datagram, and adds the addresses that it gives for the name, in its order, to
    /// `addresses`: ``DNSRecordType/addressBytes`` each. Those that find no room are left out.
    public borrowing func read(
        _ datagram: borrowing Span<UInt8>, into addresses: inout OutputSpan<UInt8>
    ) -> DNSAnswer {
        name.withBytes { name in
            MessageReader(id: id, type: type).read(datagram, about: name, into: &addresses)
        }
    }

    /// RFC 6891 §6.1.2: the record OPT, about the root, whose class is the room for the answer.
    private func writeExtension(to output: inout OutputSpan<UInt8>) throws(CapacityExceeded) {
        try output.write(0)
        try write(Self.extensionType, to: &output)
        try write(UInt16(DNSLimits.extendedMessageBytesMaximum), to: &output)
        // Version 0, no flags; no options.
        for _ in 0..<3 { try write(0, to: &output) }
    }

    /// OPT (RFC 6891 §6.1.1).
    private static let extensionType: UInt16 = 41

    /// RFC 1035 §4.1.1: the bit RD.
    private static let recursionDesired: UInt16 = 0x0100

    private func write(
        _ number: UInt16, to output: inout OutputSpan<UInt8>
    ) throws(CapacityExceeded) {
        try output.write(UInt8(truncatingIfNeeded: number >> 8))
        try output.write(UInt8(truncatingIfNeeded: number))
    }
}

/// Why a text is no name to ask for.
public enum DNSNameError: Error, Equatable, Sendable {
    /// Empty, an empty or too long label, or too long in all.
    case malformed
}
