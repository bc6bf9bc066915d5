import BoundedBytes
import Testing

/// Buffers of fixed capacity, spans to write to, and the clock's instants.
@Suite struct BoundedBytesTests {
    @Test("Bytes are added up to the capacity, and what does not fit changes nothing")
    func capacity() throws {
        var bytes = FixedBytes<4>()
        let isEmpty = bytes.isEmpty
        #expect(isEmpty)
        try bytes.append(1)
        try bytes.append([2, 3].span)
        #expect(contents(bytes) == [1, 2, 3])
        #expect(throws: CapacityExceeded(capacity: 4)) { try bytes.append([4, 5].span) }
        #expect(throws: CapacityExceeded(capacity: 4)) { try bytes.append("ab" as StaticString) }
        #expect(contents(bytes) == [1, 2, 3])
        try bytes.append([4].span)
        #expect(throws: CapacityExceeded(capacity: 4)) { try bytes.append(5) }
        let nothing: [UInt8] = []
        try bytes.append(nothing.span)
        #expect(contents(bytes) == [1, 2, 3, 4])
        bytes.removeAll()
        try bytes.append("text" as StaticString)
        #expect(contents(bytes) == Array("text".utf8))
        bytes.removeAll(from: 4)
        #expect(contents(bytes) == Array("text".utf8))
        bytes.removeAll(from: 2)
        #expect(contents(bytes) == Array("te".utf8))
    }

    @Test("What a writer adds counts only if it does not throw, and stays within its limit")
    func withOutput() throws {
        struct Stop: Error {}
        var bytes = FixedBytes<8>()
        try bytes.append([1, 2].span)
        bytes.withOutput(limit: 3) { output in
            #expect(output.capacity == 3)
            output.append(3)
        }
        #expect(contents(bytes) == [1, 2, 3])
        #expect(throws: Stop.self) {
            try bytes.withOutput { (output) throws(Stop) in
                output.append(4)
                throw Stop()
            }
        }
        #expect(contents(bytes) == [1, 2, 3])
        bytes.withOutput(limit: 100) { output in #expect(output.capacity == 5) }
        bytes.withOutput { output in
            while output.freeCapacity > 0 { output.append(9) }
        }
        #expect(contents(bytes) == [1, 2, 3, 9, 9, 9, 9, 9])
        bytes.withOutput { output in #expect(output.capacity == 0) }
    }

    @Test("X53 A wiped secret leaves not a byte in its memory, also behind what it held last")
    func wiped() throws {
        var secret = Secret<32>()
        try secret.append(Array("first secret, a long one".utf8).span)
        #expect(memory(of: &secret).contains(UInt8(ascii: "f")))
        secret.wipe()
        let isEmpty = secret.isEmpty
        #expect(isEmpty)
        #expect(memory(of: &secret).allSatisfy { $0 == 0 })
        secret.withOutput { output in
            for byte in "second".utf8 { output.append(byte) }
            output.removeAll()
        }
        secret.wipe()
        #expect(memory(of: &secret).allSatisfy { $0 == 0 })
    }

    @Test(
        "A number is written in decimal digits, or not at all",
        arguments: [0, 1, 9, 10, 99, 100, 12_345, 999_999_999, 1_000_000_000, .max] as [UInt32])
    func decimal(_ number: UInt32) {
        let text = Array("\(number)".utf8)
        for room in 0...11 {
            let bytes = [UInt8](capacity: room) { output in
                #expect((try? output.write(decimal: number)) != nil || room < text.count)
            }
            #expect(bytes == (room >= text.count ? text : []))
        }
    }

    @Test("Writers to a span add all or nothing")
    func writers() {
        let bytes = [UInt8](capacity: 4) { output in
            #expect(throws: CapacityExceeded(capacity: 4)) {
                try output.write([1, 2, 3, 4, 5].span)
            }
            #expect(throws: CapacityExceeded(capacity: 4)) { try output.write("abcde") }
            #expect(output.count == 0)
            try? output.write([1, 2].span)
            try? output.write("a\u{E9}")
            #expect(output.count == 2)
            try? output.write("\u{E9}" as StaticString)
            #expect(throws: CapacityExceeded(capacity: 4)) { try output.write(5) }
        }
        #expect(bytes == [1, 2, 0xC3, 0xA9])
    }

    @Test(
        "Instants compare rightly across the wrap, up to 2^31 ms apart",
        arguments: [0, 1, 1_000, 0x7FFF_FFFF, 0x8000_0000, .max - 1, .max] as [UInt32])
    func instants(_ tick: UInt32) {
        let now = Instant(tick: tick)
        for distance: UInt32 in [1, 1_000, 86_400_000, 0x3FFF_FFFF, 0x7FFF_FFFF] {
            let later = now.advanced(byMilliseconds: distance)
            #expect(later.hasReached(now))
            #expect(!now.hasReached(later))
            #expect(now.milliseconds(until: later) == distance)
            #expect(later.milliseconds(until: now) == 0)
            #expect(Instant.earlier(now, later) == now)
            #expect(Instant.earlier(later, now) == now)
        }
        #expect(now.hasReached(now))
        #expect(now.milliseconds(until: now) == 0)
        #expect(Instant.earlier(now, now) == now)
    }

    private func contents<let capacity: Int>(_ bytes: borrowing FixedBytes<capacity>) -> [UInt8] {
        bytes.withBytes { span in span.indices.map { span[$0] } }
    }

    private func memory<let capacity: Int>(of secret: inout Secret<capacity>) -> [UInt8] {
        withUnsafeBytes(of: &secret) { Array($0.prefix(capacity)) }
    }
}
