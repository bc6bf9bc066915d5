import Testing

extension SimulatorRun {
    /// A state folder that an embedded server has used: with a CA, a certificate for localhost, a
    /// demo account and a database.
    static func usedState() async throws -> TemporaryFolder {
        let state = try TemporaryFolder()
        let run = try withEvents(state: state)
        _ = try await run.event("server_ready")
        try #require(try await run.interrupted().ending == .status(130))
        return state
    }

    /// Shows that a run works in this state folder, as far as the code on the screen.
    static func expectUsable(_ state: TemporaryFolder) async throws {
        let run = try withEvents(state: state)
        _ = try await run.event("user_code")
        #expect(try await run.interrupted().ending == .status(130))
    }
}
