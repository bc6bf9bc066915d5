import BoundedBytes
import DeviceGrant
import GrantPlayer
import Testing

/// The example in the README.
@Suite struct ExampleTests {
    @Test("The README shows the example that is compiled here, in fifteen lines or fewer")
    func text() throws {
        let lines = try Readme.source(of: "SignIn.swift")
        let block = "```swift\n" + lines.joined(separator: "\n") + "\n```\n"
        #expect(try Readme.part("example", updatedTo: block) == block)
        #expect(lines.count <= 15)
        #expect(lines.allSatisfy { $0.count <= 100 })
    }

    @Test("The example signs a user in who takes a while to decide")
    func signsIn() throws {
        let board = CannedBoard(answers: [.codes(), .pending, .slowDown, .tokens])
        #expect(signIn(try .make(), on: board) == .granted)
        #expect(board.connections == [.deviceAuthorization, .token, .token, .token])
        #expect(board.requests.count == 4)
        #expect(board.userCodes == [Reply.userCode])
        #expect(board.record.firstIndex(of: Array(Reply.accessToken.utf8)) != nil)
    }

    @Test("The example ends when the user declines, and leaves no token")
    func declined() throws {
        let board = CannedBoard(answers: [.codes(), .denied])
        #expect(signIn(try .make(), on: board) == .denied)
        #expect(board.record == [1])
    }
}
