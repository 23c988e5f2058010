// Asks one question by every client that runs on Node, and prints what each made of it as JSON.
// Usage: node ask.mjs ADDRESS MESSAGES, where MESSAGES are a JSON list of {role, content}.
import { createOpenAI } from '@ai-sdk/openai'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { DefaultChatTransport, generateText, readUIMessageStream, streamText } from 'ai'
import OpenAI from 'openai'

const [address, given] = process.argv.slice(2)
const messages = JSON.parse(given)
const model = 'dateline'
const openai = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none' })
const provider = createOpenAI({ baseURL: `${address}/v1`, apiKey: 'none' })

const fromAnnotations = (text, annotations, url) => ({
  text,
  urls: annotations.map((found) => url(found).url),
  markers: annotations.map((found) => {
    const { start_index: start, end_index: end } = url(found)
    return Array.from(text).slice(start, end).join('')
  }),
})

async function openaiChat() {
  const { choices } = await openai.chat.completions.create({ model, messages })
  const { content, annotations } = choices[0].message
  return fromAnnotations(content, annotations, (found) => found.url_citation)
}

async function openaiChatStreamed() {
  let text = ''
  let annotations = []
  for await (const chunk of await openai.chat.completions.create({ model, messages, stream: true })) {
    const { delta } = chunk.choices[0]
    text += delta.content ?? ''
    annotations = annotations.concat(delta.annotations ?? [])
  }
  return fromAnnotations(text, annotations, (found) => found.url_citation)
}

async function openaiResponses() {
  const response = await openai.responses.create({ model, input: messages })
  const { text, annotations } = response.output[0].content[0]
  return { ...fromAnnotations(text, annotations, (found) => found), output_text: response.output_text }
}

async function openaiResponsesStreamed() {
  const stream = openai.responses.stream({ model, input: messages }) // puts the parts together itself
  const { text, annotations } = (await stream.finalResponse()).output[0].content[0]
  return fromAnnotations(text, annotations, (found) => found)
}

const fromSources = (text, sources) => ({
  text,
  urls: sources.filter((source) => source.sourceType === 'url').map((source) => source.url),
})

async function aiSdk(languageModel) {
  const { text, sources } = await generateText({ model: languageModel, messages })
  return fromSources(text, sources)
}

async function aiSdkStreamed(languageModel) {
  const result = streamText({ model: languageModel, messages })
  let text = ''
  for await (const part of result.textStream) text += part
  return fromSources(text, await result.sources)
}

async function useChat() {
  // What the hook does: its transport posts and parses, its reader builds the message.
  const transport = new DefaultChatTransport({ api: `${address}/v1/chat/ui` })
  const stream = await transport.sendMessages({
    chatId: 'c',
    trigger: 'submit-message',
    messages: messages.map(({ role, content }, id) => ({
      id: `${id}`,
      role,
      parts: [{ type: 'text', text: content }],
    })),
  })
  let message
  for await (message of readUIMessageStream({ stream })); // the last one is whole
  const sources = message.parts.filter((part) => part.type.startsWith('source-'))
  return {
    text: message.parts.filter((part) => part.type === 'text').map((part) => part.text).join(''),
    urls: sources.map((source) => source.url ?? source.providerMetadata.dateline.address),
    citations: sources.map((source) => source.providerMetadata.dateline),
    metadata: message.metadata.dateline,
  }
}

async function mcp() {
  const client = new Client({ name: 'contract-test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${address}/mcp`)))
  const question = messages.at(-1).content
  const { structuredContent } = await client.callTool({ name: 'ask', arguments: { question } })
  await client.close()
  return { answer: structuredContent }
}

const found = {
  'openai chat': await openaiChat(),
  'openai chat streamed': await openaiChatStreamed(),
  'openai responses': await openaiResponses(),
  'openai responses streamed': await openaiResponsesStreamed(),
  'ai chat': await aiSdk(provider.chat(model)),
  'ai chat streamed': await aiSdkStreamed(provider.chat(model)),
  'ai responses': await aiSdk(provider.responses(model)),
  'ai responses streamed': await aiSdkStreamed(provider.responses(model)),
  'ai useChat': await useChat(),
  mcp: await mcp(),
}
console.log(JSON.stringify(found))
