import CredentialSlots
import DeviceGrant
import Flash
import GrantPlayer
import Testing

/// Power cuts while the machines' records are being stored, on a medium that tears what it writes.
@Suite struct PowerCutTests {
    static let tears: [FlashStorage.Tear] =
        [.first(0), .first(1), .first(7), .first(15), .first(16), .first(100), .lastWrite]
        + (0..<8).flatMap { [.scattered(seed: $0), .scatteredBits(seed: $0)] }

    @Test(
        "X53 A power cut at any write leaves the record before or the record after",
        arguments: tears)
    func everyWrite(_ tear: FlashStorage.Tear) throws {
        let whole = try store(cut: nil)
        #expect(whole.kinds == [.codes, .codes, .tokens])
        let operations = whole.flash.operations
        #expect(operations > 10)
        for operation in 0..<operations {
            let run = try store(cut: .init(operation: operation, tear: tear))
            run.flash.restart()
            let left = try latest(on: run.flash)
            let expected = ([[]] + run.records).suffix(2)
            #expect(expected.contains(left), "operation \(operation)")
            // And the device goes on with what is left: with the codes, or with the tokens.
            let grant = try StandardPlayer(.make(), [.tokens])
            let keeper = try StandardKeeperPlayer(.make(), [.tokens])
            switch whole.kind(of: left) {
            case .none:
                #expect(left == [])
            case .codes:
                #expect(grant.resume(left) == .codes)
                #expect(grant.run() == .granted)
            case .tokens:
                #expect(grant.resume(left) == .nothing)
                #expect(keeper.keep(left))
                #expect(keeper.accessToken.text == Reply.accessToken)
            case .nothing:
                Issue.record("Nothing of this kind was stored")
            }
        }
    }

    @Test(
        "X53 A power cut while rotated tokens are stored leaves the old ones or the new",
        arguments: tears)
    func rotation(_ tear: FlashStorage.Tear) throws {
        var operation = 0
        var isDone = false
        while !isDone {
            let flash = FlashStorage(bytes: 16_384)
            let old = try tokensRecord()
            try commit(old, to: flash)
            let start = flash.operations
            let player = try StandardKeeperPlayer(.make(), [KeeperTests.rotated])
            player.keep(old)
            player.run { $0 == .store(.tokens) }
            let new = player.record
            flash.cut = .init(operation: start + operation, tear: tear)
            isDone = (try? commit(new, to: flash)) != nil
            flash.restart()
            let left = try latest(on: flash)
            #expect(left == old || left == new)
            if isDone { #expect(left == new) }
            let next = try StandardKeeperPlayer(.make(), [KeeperTests.rotated])
            #expect(next.keep(left))
            #expect([Reply.accessToken, "new.access"].contains(next.accessToken.text))
            operation += 1
        }
        #expect(operation > 3)
    }

    @Test("X53 A stored record with any byte damaged is nothing to resume")
    func damagedOnTheMedium() throws {
        let record = try ResumeTests.codesRecord(.codes())
        let flash = FlashStorage(bytes: 16_384)
        try commit(record, to: flash)
        let image = flash.bytes
        for index in 0..<StoredRecords.headerBytes + record.count {
            for mask: UInt8 in [1, 0x80, 0xFF] {
                flash.overwrite(at: 0, with: image)
                flash.overwrite(at: index, with: [image[index] ^ mask])
                let player = try StandardPlayer(.make(), [.tokens])
                #expect(player.resume(try latest(on: flash)) == .nothing, "byte \(index)")
            }
        }
    }

    // MARK: Storing

    private struct Run {
        var flash: FlashStorage
        /// The records that the machine asked to store, the last one perhaps in vain.
        var records: [[UInt8]] = []
        var kinds: [GrantRecord] = []

        func kind(of record: [UInt8]) -> GrantRecord? {
            records.firstIndex(of: record).map { kinds[$0] }
        }
    }

    /// A grant that stores its codes twice, for a slow_down, and its tokens.
    private func store(cut: FlashStorage.Cut?) throws -> Run {
        var run = Run(flash: FlashStorage(bytes: 16_384))
        run.flash.cut = cut
        let player = try StandardPlayer(.make(), [.codes(), .slowDown, .tokens])
        player.wallClockAtStart = ResumeTests.noon
        player.start()
        var hasPower = true
        while hasPower {
            var asked: GrantRecord?
            player.run { action in
                guard case .store(let record) = action else { return false }
                asked = record
                return true
            }
            guard let asked else { break }
            run.records.append(player.record)
            run.kinds.append(asked)
            hasPower = (try? commit(player.record, to: run.flash)) != nil
            player.grant.pointee.recordDidStore(at: player.now)
        }
        return run
    }

    private func commit(_ record: [UInt8], to flash: FlashStorage) throws {
        var flash = flash
        var slots = try CredentialSlots(on: &flash)
        for start in stride(from: 0, to: record.count, by: 48) {
            try slots.append(
                Array(record[start..<min(start + 48, record.count)]).span, to: &flash)
        }
        try slots.commit(to: &flash)
    }

    private func latest(on flash: FlashStorage) throws -> [UInt8] {
        var flash = flash
        var record: [UInt8] = []
        let slots = try CredentialSlots(on: &flash)
        try slots.read(from: &flash) { record += [UInt8](copying: $0) }
        return record
    }

    private func tokensRecord() throws -> [UInt8] {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        return player.records[0]
    }
}
