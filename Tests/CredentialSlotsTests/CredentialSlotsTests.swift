import CredentialSlots
import Flash
import Testing

/// The two slots, without a power cut.
@Suite struct CredentialSlotsTests {
    @Test("The first record has the format that the header describes")
    func format() throws {
        var flash = FlashStorage(bytes: 128)
        var slots = try CredentialSlots(on: &flash)
        try slots.append(Array("1234".utf8).span, to: &flash)
        try slots.append(Array("56789".utf8).span, to: &flash)
        try slots.commit(to: &flash)
        let slot = StoredRecords.Slot(counter: 0, record: Array("123456789".utf8))
        #expect(flash.bytes.starts(with: StoredRecords.image(slot)))
        #expect(flash.bytes[25..<128].allSatisfy { $0 == 0xFF })
        // Mark, counter 0, length 9, CRC-32 of record, counter and length, record.
        #expect(
            Array(flash.bytes[..<25])
                == [0x44, 0x47, 0x53, 0x31, 0, 0, 0, 0, 0, 0, 0, 9, 0x0E, 0xDA, 0x6E, 0x58]
                + Array("123456789".utf8))
    }

    @Test("Records go to the two slots in turn, and the one before stays whole")
    func inTurn() throws {
        var flash = FlashStorage(bytes: 200)
        var slots = try CredentialSlots(on: &flash)
        var before: [UInt8]?
        for number in 0..<7 {
            let record = Array("record \(number)".utf8)
            try slots.append(record.span, to: &flash)
            try slots.commit(to: &flash)
            let stored = StoredRecords.slots(in: flash.bytes)
            #expect(stored[number % 2] == .init(counter: UInt32(number), record: record))
            #expect(stored[1 - number % 2]?.record == before)
            before = record
        }
    }

    @Test("After a restart the next record goes on where the latest one left off")
    func restarts() throws {
        var flash = FlashStorage(bytes: 200)
        for number in 0..<7 {
            var slots = try CredentialSlots(on: &flash)
            let record = Array("record \(number)".utf8)
            try slots.append(record.span, to: &flash)
            try slots.commit(to: &flash)
            #expect(
                StoredRecords.latest(in: flash.bytes)
                    == .init(counter: UInt32(number), record: record))
        }
    }

    @Test("A record that was begun and not committed leaves the latest one in place")
    func notCommitted() throws {
        var flash = FlashStorage(bytes: 200)
        for text in ["one", "two", "three"] {
            var slots = try CredentialSlots(on: &flash)
            try slots.append(Array(text.utf8).span, to: &flash)
            if text != "three" { try slots.commit(to: &flash) }
        }
        try flash.synchronize()
        #expect(StoredRecords.latest(in: flash.bytes)?.record == Array("two".utf8))
    }

    @Test("The counter wraps, and the record behind the wrap is the later one", arguments: 0...1)
    func counterWrap(_ slot: Int) throws {
        var flash = FlashStorage(bytes: 200)
        let start = UInt32.max - 1
        let image = StoredRecords.image(.init(counter: start, record: Array("old".utf8)))
        flash.overwrite(at: slot * 100, with: image)
        for number: UInt32 in 1...6 {
            var slots = try CredentialSlots(on: &flash)
            let record = Array("record \(number)".utf8)
            try slots.append(record.span, to: &flash)
            try slots.commit(to: &flash)
            #expect(
                StoredRecords.latest(in: flash.bytes)
                    == .init(counter: start &+ number, record: record))
            #expect(StoredRecords.slots(in: flash.bytes).allSatisfy { number == 0 || $0 != nil })
        }
    }

    @Test("A slot with a flipped bit anywhere holds nothing, and the other one is kept")
    func flippedBits() throws {
        var flash = FlashStorage(bytes: 128)
        var slots = try CredentialSlots(on: &flash)
        for text in ["older", "newer"] {
            try slots.append(Array(text.utf8).span, to: &flash)
            try slots.commit(to: &flash)
        }
        let medium = flash.bytes
        for bit in 0..<(StoredRecords.headerBytes + 5) * 8 {
            var worn = FlashStorage(bytes: 128)
            worn.overwrite(at: 0, with: medium)
            worn.overwrite(at: 64 + bit / 8, with: [medium[64 + bit / 8] ^ 1 << (bit % 8)])
            // The next record goes to the worn slot: the other holds the latest.
            var next = try CredentialSlots(on: &worn)
            try next.append(Array("next".utf8).span, to: &worn)
            try next.commit(to: &worn)
            let stored = StoredRecords.slots(in: worn.bytes)
            #expect(stored[0]?.record == Array("older".utf8))
            #expect(stored[1] == .init(counter: 1, record: Array("next".utf8)))
        }
    }

    @Test("A header whose length lies beyond its slot is no header, however its checksum reads")
    func lengthBeyondSlot() throws {
        for length: UInt32 in [49, 112, 0x7FFF_FFFF, 0x8000_0000, .max] {
            var flash = FlashStorage(bytes: 128)
            var image = StoredRecords.image(.init(counter: 7, record: []))
            for index in 0..<4 {
                image[8 + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(index)))
            }
            flash.overwrite(at: 0, with: image)
            var slots = try CredentialSlots(on: &flash)
            try slots.append([1].span, to: &flash)
            try slots.commit(to: &flash)
            #expect(StoredRecords.latest(in: flash.bytes) == .init(counter: 0, record: [1]))
        }
    }

    @Test("A medium of any leftovers is empty", arguments: [0x00, 0xFF, 0x44, 0xA5] as [UInt8])
    func leftovers(_ fill: UInt8) throws {
        var flash = FlashStorage(bytes: 200, fill: fill)
        var slots = try CredentialSlots(on: &flash)
        try slots.append([1, 2, 3].span, to: &flash)
        try slots.commit(to: &flash)
        #expect(StoredRecords.latest(in: flash.bytes) == .init(counter: 0, record: [1, 2, 3]))
    }

    @Test("A record fills its slot to the last byte, and one byte more is refused whole")
    func capacity() throws {
        for excess in 0...1 {
            var flash = FlashStorage(bytes: 128)
            var slots = try CredentialSlots(on: &flash)
            try slots.append([UInt8](repeating: 1, count: 40).span, to: &flash)
            let rest = [UInt8](repeating: 2, count: 8 + excess)
            if excess == 0 {
                try slots.append(rest.span, to: &flash)
                try slots.commit(to: &flash)
                #expect(StoredRecords.latest(in: flash.bytes)?.record.count == 48)
            } else {
                #expect(
                    failure { () throws(StorageFailure) in try slots.append(rest.span, to: &flash) }
                        == .full)
                try slots.commit(to: &flash)
                #expect(StoredRecords.latest(in: flash.bytes)?.record.count == 40)
            }
        }
    }

    @Test("A storage too small for two headers takes no record", arguments: [0, 1, 15, 16, 30, 31])
    func tooSmall(_ bytes: Int) throws {
        var flash = FlashStorage(bytes: bytes)
        let medium = flash.bytes
        var slots = try CredentialSlots(on: &flash)
        #expect(
            failure { () throws(StorageFailure) in try slots.append([1].span, to: &flash) } == .full
        )
        #expect(failure { () throws(StorageFailure) in try slots.commit(to: &flash) } == .full)
        #expect(flash.contents == medium)
    }

    @Test(
        "What the storage refuses is thrown, and the same call again completes the record",
        arguments: [StorageFailure.full, .readOnly, .failed])
    func refusals(_ refusal: StorageFailure) throws {
        for operation in 0..<5 {
            var flash = FlashStorage(bytes: 200)
            var slots = try CredentialSlots(on: &flash)
            flash.failures = [operation: refusal]
            var thrown: [StorageFailure] = []
            for part in ["one", "two"] {
                if let failure = failure({ () throws(StorageFailure) in
                    try slots.append(Array(part.utf8).span, to: &flash)
                }) {
                    thrown.append(failure)
                    try slots.append(Array(part.utf8).span, to: &flash)
                }
            }
            if let failure = failure({ () throws(StorageFailure) in try slots.commit(to: &flash) })
            {
                thrown.append(failure)
                try slots.commit(to: &flash)
            }
            #expect(thrown == [refusal])
            #expect(
                StoredRecords.latest(in: flash.bytes)
                    == .init(counter: 0, record: Array("onetwo".utf8)))
        }
    }

    @Test("A storage that gives fewer bytes than asked for has failed", arguments: [0, 1, 15])
    func shortLoads(_ bytes: Int) throws {
        var flash = FlashStorage(bytes: 200)
        flash.loadBytesMaximum = bytes
        #expect(
            failure { () throws(StorageFailure) in _ = try CredentialSlots(on: &flash) } == .failed)
    }

    private func failure(_ body: () throws(StorageFailure) -> Void) -> StorageFailure? {
        do throws(StorageFailure) {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
