import BoundedBytes
import DNSWire

/// DNS messages, written by hand rather than by the code under test.
struct Message {
    var bytes: [UInt8]

    /// A header and the question for a name.
    init(
        id: UInt16 = 0x1234, flags: UInt16 = 0x8180, questions: UInt16 = 1, answers: UInt16 = 0,
        name: [String] = ["a", "example"], type: UInt16 = 1, class: UInt16 = 1
    ) {
        bytes = Self.number(id) + Self.number(flags) + Self.number(questions)
        bytes += Self.number(answers) + [0, 0, 0, 0] + Self.name(name) + Self.number(type)
        bytes += Self.number(`class`)
    }

    /// Adds a record; `owner` is a name's bytes.
    func with(_ owner: [UInt8], type: UInt16, class: UInt16 = 1, _ data: [UInt8]) -> Message {
        var next = self
        next.bytes += owner + Self.number(type) + Self.number(`class`) + [0, 0, 0, 60]
        next.bytes += Self.number(UInt16(data.count)) + data
        return next
    }

    static func name(_ labels: [String]) -> [UInt8] {
        labels.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func pointer(_ offset: Int) -> [UInt8] {
        number(0xC000 | UInt16(offset))
    }

    static func number(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(value & 0xFF)]
    }
}

/// The pointer to the question's name.
let asked = Message.pointer(12)

/// What a question makes of a datagram: its answer, and the addresses.
func reading(
    _ datagram: [UInt8], name: String = "a.example", _ type: DNSRecordType = .a,
    room: Int = 64
) throws -> (answer: DNSAnswer, addresses: [UInt8]) {
    let question = try DNSQuestion(Array(name.utf8).span, type, id: 0x1234)
    var answer = DNSAnswer.unrelated
    let addresses = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var output = OutputSpan(
            buffer: UnsafeMutableBufferPointer(rebasing: buffer[0..<room]), initializedCount: 0)
        answer = question.read(datagram.span, into: &output)
        count = output.finalize(for: UnsafeMutableBufferPointer(rebasing: buffer[0..<room]))
    }
    return (answer, addresses)
}
