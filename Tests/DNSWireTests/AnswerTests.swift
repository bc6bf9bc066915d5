import DNSWire
import SeededRandom
import Testing

/// What datagrams say, those of honest servers and those of others.
@Suite struct AnswerTests {
    private let one: [UInt8] = [192, 0, 2, 1]
    private let two: [UInt8] = [192, 0, 2, 2]

    @Test("Addresses come in the server's order")
    func addresses() throws {
        let message = Message(answers: 2).with(asked, type: 1, two).with(asked, type: 1, one)
        #expect(try reading(message.bytes) == (.addresses(2), two + one))
    }

    @Test("An IPv6 address has 16 bytes (RFC 3596 §2.2)")
    func ipv6() throws {
        let address: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1]
        let message = Message(answers: 1, type: 28).with(asked, type: 28, address)
        #expect(try reading(message.bytes, .aaaa) == (.addresses(1), address))
    }

    @Test("Names compare without regard to case (RFC 4343)")
    func letterCase() throws {
        let message = Message(answers: 1, name: ["A", "EXAMPLE"])
            .with(Message.name(["a", "eXample"]), type: 1, one)
        #expect(try reading(message.bytes, name: "a.Example") == (.addresses(1), one))
    }

    @Test("Aliases are followed, in whatever order the records come (RFC 1034 §3.6.2)")
    func aliases() throws {
        let target = Message.name(["b", "example"])
        let last = Message.name(["c", "example"])
        let message = Message(answers: 3).with(last, type: 1, one)
            .with(target, type: 5, last).with(asked, type: 5, target)
        #expect(try reading(message.bytes) == (.addresses(1), one))
    }

    @Test("An alias whose addresses are not in the answer gives none")
    func danglingAlias() throws {
        let message = Message(answers: 1).with(asked, type: 5, Message.name(["b", "example"]))
        #expect(try reading(message.bytes) == (.noAddress, []))
    }

    @Test("Aliases in a circle, and more than the limit, are malformed")
    func aliasLoop() throws {
        let other = Message.name(["b", "example"])
        let circle = Message(answers: 2).with(asked, type: 5, other).with(other, type: 5, asked)
        #expect(try reading(circle.bytes).answer == .malformed)
        for (count, answer) in [(8, DNSAnswer.addresses(1)), (9, .malformed)] {
            var message = Message(answers: UInt16(count + 1))
            for index in 0..<count {
                let owner = index == 0 ? asked : Message.name(["\(index)"])
                message = message.with(owner, type: 5, Message.name(["\(index + 1)"]))
            }
            message = message.with(Message.name(["\(count)"]), type: 1, one)
            #expect(try reading(message.bytes).answer == answer)
        }
    }

    @Test("Records of other names, types and classes are passed over")
    func otherRecords() throws {
        let message = Message(answers: 5)
            .with(Message.name(["b", "example"]), type: 1, [10, 0, 0, 1])
            .with(Message.name(["a", "example", "net"]), type: 1, [10, 0, 0, 2])
            .with(asked, type: 28, Array(repeating: 1, count: 16))
            .with(asked, type: 1, class: 3, [10, 0, 0, 3])
            .with(asked, type: 1, one)
        #expect(try reading(message.bytes) == (.addresses(1), one))
    }

    @Test("An address for which there is no room is left out")
    func room() throws {
        let message = Message(answers: 2).with(asked, type: 1, one).with(asked, type: 1, two)
        #expect(try reading(message.bytes, room: 7) == (.addresses(2), one))
    }

    @Test(
        "The codes of the server are told apart (RFC 1035 §4.1.1)",
        arguments: [
            (0x8180, .noAddress), (0x8183, .nameUnknown), (0x8182, .serverFailed(code: 2)),
            (0x8185, .serverFailed(code: 5)), (0x8380, .truncated),
        ] as [(UInt16, DNSAnswer)])
    func codes(_ flags: UInt16, _ answer: DNSAnswer) throws {
        #expect(try reading(Message(flags: flags).bytes).answer == answer)
    }

    @Test("A refusal of the query's form may be a header alone, with its number (RFC 6891 §7)")
    func bareRefusal() throws {
        let refusal: [UInt8] = [0x12, 0x34, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(try reading(refusal).answer == .serverFailed(code: 1))
        // Another number, a query, another code, a question that is not there, a byte more.
        for (index, byte) in [(1, 0x35), (2, 0x01), (3, 0x83), (5, 1)] as [(Int, UInt8)] {
            var other = refusal
            other[index] = byte
            #expect(try reading(other).answer == .unrelated)
        }
        #expect(try reading(refusal + [0]).answer == .unrelated)
    }

    @Test("A record behind the answers is passed over, as EDNS has one there (RFC 6891 §6.1.1)")
    func additionalRecord() throws {
        var message = Message(answers: 1).with(asked, type: 1, one)
            .with([0], type: 41, class: 1_232, [])
        message.bytes[11] = 1
        #expect(try reading(message.bytes) == (.addresses(1), one))
    }

    @Test("A truncated message counts as far as it has addresses")
    func truncation() throws {
        let cut = Message(flags: 0x8380, answers: 2).with(asked, type: 1, one)
        #expect(try reading(cut.bytes) == (.addresses(1), one))
        #expect(try reading(Array(cut.bytes.dropLast())) == (.truncated, []))
        let whole = Message(flags: 0x8380, answers: 1).with(asked, type: 1, one)
        #expect(try reading(whole.bytes) == (.addresses(1), one))
    }

    @Test("A message that breaks off behind an address gives none")
    func brokenOff() throws {
        let message = Message(answers: 2).with(asked, type: 1, one)
        #expect(try reading(message.bytes) == (.malformed, []))
    }

    @Test(
        "What does not repeat id and question is somebody else's (RFC 5452 §4)",
        arguments: [
            Message(id: 0x1235), Message(flags: 0x0100), Message(flags: 0x8980),
            Message(questions: 0), Message(questions: 2), Message(name: ["b", "example"]),
            Message(name: ["a", "example", "net"]), Message(type: 28), Message(class: 3),
        ])
    func unrelated(_ message: Message) throws {
        let message = message.with(asked, type: 1, one)
        #expect(try reading(message.bytes) == (.unrelated, []))
    }

    @Test("Records that break the rules are malformed")
    func malformed() throws {
        let self12 = Message(answers: 1).bytes.count
        for owner in [
            // A pointer to itself, one forwards, one beyond the end; labels of reserved kinds.
            Message.pointer(self12), Message.pointer(self12 + 2), Message.pointer(0x3FFF),
            [0x40, 0], [0x80, 0],
        ] {
            let message = Message(answers: 1).with(owner, type: 1, one)
            #expect(try reading(message.bytes).answer == .malformed)
        }
        for length in [0, 3, 5, 16] {
            let data = Array(repeating: UInt8(1), count: length)
            let message = Message(answers: 1).with(asked, type: 1, data)
            #expect(try reading(message.bytes).answer == .malformed)
        }
        let long = Array(repeating: String(repeating: "x", count: 63), count: 4)
        let message = Message(answers: 1).with(Message.name(long), type: 1, one)
        #expect(try reading(message.bytes).answer == .malformed)
    }

    @Test("A message that ends anywhere within is never an address")
    func cut() throws {
        let message = Message(answers: 1).with(asked, type: 1, one).bytes
        for count in 0..<message.count {
            let (answer, addresses) = try reading(Array(message[0..<count]))
            #expect(answer == (count < 27 ? .unrelated : .malformed), "\(count) bytes")
            #expect(addresses.isEmpty)
        }
    }

    @Test("X55 A resolver that lies in any way ends in an answer")
    func lies() throws {
        let seed: UInt64 = 0xD45
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let target = Message.name(["b", "example"])
        let honest = Message(answers: 3).with(asked, type: 5, target)
            .with(target, type: 1, one).with(target, type: 1, two).bytes
        for _ in 0..<20_000 {
            var message = honest
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 12..<message.count, using: &random)
                message[index] =
                    Bool.random(using: &random) ? 0xC0 : .random(in: 0...255, using: &random)
            }
            let (answer, addresses) = try reading(message, room: 8)
            #expect(addresses.count.isMultiple(of: 4))
            guard case .addresses(let count) = answer else {
                #expect(addresses.isEmpty)
                continue
            }
            #expect(addresses.count == min(count, 2) * 4)
        }
    }
}
