// Puts single operators and transformations of libmodsecurity to the question, over its public API: one rule, one
// value given as an argument of the query, nothing else of a request. Lines on standard input, an answer each:
//
//   P <hex>            directives that stand before every rule from here on     -> ok
//   R <hex> <names>    the rule's operator with its argument, and transformations
//                      joined by commas (or -)                                  -> ok | refused <hex reason>
//   V <hex>            a value ("-" for the empty one)                          -> <0|1> <hex value> <ten captures>
//
// The answer's value is what the operator saw; a capture is hex, "-" where it is empty, "." where it is unset.

#include <modsecurity/collection/collections.h>
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

using modsecurity::ModSecurity;
using modsecurity::RulesSet;
using modsecurity::Transaction;

namespace {

std::string fromHex(const std::string &text) {
    std::string bytes;
    if (text == "-") return bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

std::string toHex(const std::string &bytes) {
    static const char digits[] = "0123456789abcdef";
    if (bytes.empty()) return "-";
    std::string text;
    for (const unsigned char byte : bytes) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 15]);
    }
    return text;
}

std::string quoted(const std::string &text) {
    std::string result;
    for (const char c : text) {
        if (c == '"') result.push_back('\\');
        result.push_back(c);
    }
    return result;
}

std::string ruleText(const std::string &operation, const std::string &names) {
    std::string actions = "id:2,phase:1,pass,nolog,capture,setvar:tx.hit=1,t:none";
    std::istringstream list(names == "-" ? "" : names);
    for (std::string name; std::getline(list, name, ',');) actions += ",t:" + name;
    return "SecRule ARGS_GET:v \"" + quoted(operation) + "\" \"" + actions + "\"\n";
}

std::string answer(ModSecurity *engine, RulesSet *rules, const std::string &value) {
    Transaction transaction(engine, rules, nullptr);
    transaction.processConnection("192.0.2.7", 40000, "127.0.0.1", 80);
    transaction.processURI("/", "GET", "1.1");
    transaction.addArgument("GET", "v", value, 0);
    transaction.processRequestHeaders();
    auto *tx = transaction.m_collections.m_tx_collection;
    const bool isHit = tx->resolveFirst("hit") != nullptr;
    std::string line = isHit ? "1 " : "0 ";
    line += toHex(transaction.m_variableMatchedVar.m_value);
    for (int i = 0; i < 10; i++) {
        const auto capture = tx->resolveFirst(std::to_string(i));
        line += " " + (capture == nullptr ? std::string(".") : toHex(*capture));
    }
    return line;
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    ModSecurity engine;
    std::string preamble = "SecRuleEngine On\n";
    auto rules = std::make_unique<RulesSet>();
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string kind, first, second;
        words >> kind >> first >> second;
        if (kind == "P") {
            preamble += fromHex(first) + "\n";
            std::cout << "ok\n";
        } else if (kind == "R") {
            rules = std::make_unique<RulesSet>();
            const std::string text = preamble + ruleText(fromHex(first), second);
            if (rules->load(text.c_str()) >= 0) std::cout << "ok\n";
            else std::cout << "refused " << toHex(rules->getParserError()) << "\n";
        } else {
            std::cout << answer(&engine, rules.get(), fromHex(first)) << "\n";
        }
    }
    return 0;
}
