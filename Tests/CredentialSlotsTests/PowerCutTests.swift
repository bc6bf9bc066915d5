import CredentialSlots
import Flash
import Testing

/// X53: power cut at every operation of a write, with every torn part of it.
@Suite struct PowerCutTests {
    /// Records of odd lengths, each in several parts.
    static let records: [[[UInt8]]] = [
        [Array("first".utf8)],
        [Array("second,".utf8), [], Array("longer than the first".utf8)],
        [[0x00], [UInt8](repeating: 0xFF, count: 40), Array("third".utf8)],
        [Array("first".utf8)],
        [[UInt8](repeating: 0x00, count: 48)],
    ]

    @Test(
        "X53 After a power cut at every write, torn at every byte, the record before or after is there",
        arguments: 0...3)
    func tornAtEveryByte(_ before: Int) throws {
        var cuts = 0
        try forEachCut(before) { flash, old, new, hasCommitted in
            let found = StoredRecords.latest(in: flash.bytes)?.record
            if hasCommitted {
                #expect(found == new, "\(flash.cut as Any)")
            } else {
                #expect(found == old || found == new, "\(flash.cut as Any)")
            }
            cuts += 1
        }
        print("Records before: \(before); cuts: \(cuts)")
        #expect(cuts > 100)
    }

    @Test(
        "X53 After a power cut the next write keeps the survivor until it is whole itself",
        arguments: 0...2)
    func cutAgainInRecovery(_ before: Int) throws {
        let next = Array("after recovery".utf8)
        var cuts = 0
        try forEachCut(before, step: 5) { flash, _, _, _ in
            let survivor = StoredRecords.latest(in: flash.bytes)?.record
            let medium = flash.bytes
            for second in Self.cuts(writing: [next], to: medium, tosses: 4) {
                let again = FlashStorage(bytes: medium.count)
                again.overwrite(at: 0, with: medium)
                again.cut = second
                let hasCommitted = Self.write([next], to: again)
                let found = StoredRecords.latest(in: again.bytes)?.record
                if hasCommitted {
                    #expect(found == next, "\(flash.cut as Any), then \(second)")
                } else {
                    #expect(
                        found == survivor || found == next,
                        "\(flash.cut as Any), then \(second)")
                }
                cuts += 1
            }
            // And without a second cut it is stored.
            flash.restart()
            #expect(Self.write([next], to: flash))
            #expect(StoredRecords.latest(in: flash.bytes)?.record == next)
        }
        print("Records before: \(before); second cuts: \(cuts)")
        #expect(cuts > 1_000)
    }

    @Test("X53 Recovery itself writes nothing")
    func recoveryOnlyReads() throws {
        try forEachCut(2, step: 7) { flash, _, _, _ in
            flash.restart()
            let medium = flash.bytes
            var storage = flash
            _ = try CredentialSlots(on: &storage)
            #expect(flash.operations == 0)
            #expect(flash.bytes == medium)
        }
    }

    // MARK: Cutting

    /// Writes `before` records whole, then one more with every cut there is.
    private func forEachCut(
        _ before: Int, step: Int = 1,
        _ body: (FlashStorage, [UInt8]?, [UInt8], Bool) throws -> Void
    ) throws {
        let start = FlashStorage(bytes: 192)
        for record in Self.records.prefix(before) { try #require(Self.write(record, to: start)) }
        let new = Self.records[before]
        let old = before > 0 ? Array(Self.records[before - 1].joined()) : nil
        for (index, cut) in Self.cuts(writing: new, to: start.bytes).enumerated()
        where index % step == 0 {
            let flash = FlashStorage(bytes: 192)
            flash.overwrite(at: 0, with: start.bytes)
            flash.cut = cut
            let hasCommitted = Self.write(new, to: flash)
            try body(flash, old, Array(new.joined()), hasCommitted)
        }
    }

    /// Every operation of the write, with every tear of what is then not synchronized.
    private static func cuts(
        writing record: [[UInt8]], to medium: [UInt8], tosses: UInt64 = 64
    ) -> [FlashStorage.Cut] {
        let flash = FlashStorage(bytes: medium.count)
        flash.overwrite(at: 0, with: medium)
        _ = write(record, to: flash)
        var cuts: [FlashStorage.Cut] = []
        for operation in 0..<flash.operations {
            let bytes = record.joined().count + StoredRecords.headerBytes
            for count in 0...bytes {
                cuts.append(.init(operation: operation, tear: .first(count)))
            }
            cuts.append(.init(operation: operation, tear: .lastWrite))
            for seed in 0..<tosses {
                cuts.append(.init(operation: operation, tear: .scattered(seed: seed)))
                cuts.append(.init(operation: operation, tear: .scatteredBits(seed: seed)))
            }
        }
        return cuts
    }

    /// Whether the record was committed.
    private static func write(_ record: [[UInt8]], to flash: FlashStorage) -> Bool {
        var storage = flash
        do throws(StorageFailure) {
            var slots = try CredentialSlots(on: &storage)
            for part in record { try slots.append(part.span, to: &storage) }
            try slots.commit(to: &storage)
            return true
        } catch {
            return false
        }
    }
}
