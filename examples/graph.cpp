// SPDX-License-Identifier: LGPL-2.1-or-later
/* graph: the graph in the language of Graphviz, to be drawn by "graph | dot -Tsvg". */
#include <exception>
#include <iostream>

#include <mixcore/mixcore.hpp>

namespace
{

void draw(const mixcorepp::snapshot &graph)
{
	std::cout << "digraph mixcore {\n\trankdir = LR;\n";
	for (const auto &stream : graph.streams())
		std::cout << "\tstream" << stream.id << " [label = \""
			  << mixcorepp::text(stream.comm) << "\"];\n";
	for (const auto &input : graph.inputs())
		std::cout << "\tinput" << input.id << " [label = \"" << mixcorepp::text(input.name)
			  << "\", shape = box];\n";
	for (const auto &output : graph.outputs())
		std::cout << "\toutput" << output.id << " [label = \""
			  << mixcorepp::text(output.name) << "\", shape = box];\n";
	for (const auto &route : graph.routes())
		std::cout << "\tstream" << route.stream << " -> output" << route.output
			  << " [label = \"" << mixcorepp::gain_to_db(route.gain) << " dB\"];\n";
	for (const auto &loopback : graph.loopbacks())
		std::cout << "\tinput" << loopback.stream << " -> output" << loopback.output
			  << ";\n";
	std::cout << "}\n";
}

} // namespace

int main()
{
	try {
		draw(mixcorepp::snapshot{mixcorepp::context{MIXCORE_OPEN_READ}});
	} catch (const std::exception &error) {
		std::cerr << error.what() << '\n';
		return 1;
	}
	return 0;
}
