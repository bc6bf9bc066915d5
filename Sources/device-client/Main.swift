import CLinuxBoard

@main
struct Main {
    static func main() {
        board_stack_paint()
        Client.run()
    }
}
