import Testing

@testable import SimulatorKit

@Suite struct BoardListingTests {
    private let badge = Board(
        id: "acme/badge", name: "Badge", vendor: "acme", deviceClass: .wearable,
        status: .simulated, sources: [], architecture: .armv7em, triple: "armv7em-none-none-eabi",
        memoryBytes: 532_480, regions: [], clientBudgetBytes: 131_072,
        display: Board.Display(
            widthPixels: 264, heightPixels: 176, shape: .rectangle, format: .grey2),
        console: false, buttons: [])

    private var box: Board {
        var box = badge
        box.id = "acme/box"
        box.name = "Box"
        box.deviceClass = .gateway
        box.architecture = .armv7
        box.memoryBytes = 64 << 20
        box.display = nil
        box.console = true
        return box
    }

    @Test("The table has a heading and one line a board, in columns")
    func table() {
        #expect(
            Board.table(of: [badge, box]) == [
                "BOARD       CLASS     DISPLAY                    MEMORY   STATUS",
                "acme/badge  wearable  264 x 176 rectangle grey2  520 KiB  simulated",
                "acme/box    gateway   none                       64 MiB   simulated",
            ])
    }

    @Test("Memory that is no whole number of KiB is told in bytes")
    func oddMemory() {
        var odd = badge
        odd.memoryBytes = 1_000_001
        #expect(Board.table(of: [odd])[1].contains("  1000001 B  "))
    }

    @Test("JSON has the same figures with their units, and no display where there is none")
    func json() {
        #expect(
            badge.json == """
                {"architecture":"armv7em","class":"wearable","console":false,"display":{\
                "format":"grey2","height_pixels":176,"shape":"rectangle","width_pixels":264},\
                "id":"acme/badge","memory_bytes":532480,"name":"Badge","status":"simulated"}
                """)
        #expect(
            box.json == """
                {"architecture":"armv7","class":"gateway","console":true,"id":"acme/box",\
                "memory_bytes":67108864,"name":"Box","status":"simulated"}
                """)
    }
}
