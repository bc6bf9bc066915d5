import CredentialSlots
import DeviceGrant
import Flash
import GrantPlayer
import Testing

/// What of a grant survives a power cut.
@Suite struct StorageTests {
    let loop = RunningLoop()

    @Test("A granted grant's record is on the medium when the loop returns")
    func stored() throws {
        let player = try StandardPlayer(.make(), [.codes(), .tokens])
        player.play()
        let board = FakeBoard([.codes(), .tokens])
        #expect(try loop.run(on: board) == .granted)
        #expect(StoredRecords.latest(in: board.storage)?.record == player.records[0])
        // The next grant's codes go to the other slot, and its tokens over the first ones.
        board.expect([.codes(), .json(200, #"{"access_token":"next"}"#)])
        #expect(try loop.run(on: board) == .granted)
        #expect(
            StoredRecords.latest(in: board.storage)?.record == [1, 1, 0, 4] + Array("next".utf8))
    }

    @Test(
        "A grant that is not granted leaves an empty record",
        arguments: [Reply.denied, .expired, .json(200, "{}")])
    func nothingStored(_ reply: Reply) throws {
        let board = FakeBoard([.codes(), reply])
        _ = try loop.run(on: board)
        #expect(StoredRecords.latest(in: board.storage)?.record == [1])
    }

    @Test(
        "A grant without codes stores nothing",
        arguments: [Reply.connectFails(.refused), .error("invalid_client"), .json(200, "{}")])
    func mediumUntouched(_ reply: Reply) throws {
        let board = FakeBoard([reply])
        let medium = board.storage
        _ = try loop.run(on: board)
        #expect(board.storage == medium)
    }

    @Test(
        "A storage that refuses is reported, and the grant is granted all the same",
        arguments: [StorageFailure.full, .readOnly, .failed])
    func refused(_ failure: StorageFailure) throws {
        let board = FakeBoard([.codes(), .tokens])
        board.storageFailure = failure
        #expect(try loop.run(on: board) == .granted)
        #expect(board.events.contains(.storageFailed(failure)))
        #expect(loop.accessToken == Reply.accessToken)
        #expect(board.console.hasSuffix("Signed in.\n"))
    }
}
