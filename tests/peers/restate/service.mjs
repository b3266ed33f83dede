// The newborn case on Restate: each call is journaled, each wait for a clerk is a durable promise. Branches that run
// beside one another are awaited in a fixed order, which costs it nothing: their drivers decide in that order too.
import * as restate from "@restatedev/restate-sdk";

// The SDK uses what Node 20 does not have yet.
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

// A system that answers at once.
const call = (ctx, system, given) => ctx.run(system, () => `${system}-${given}`);

// A clerk decides; what is returned is corrected and decided anew.
async function review(ctx, name) {
  for (let round = 0; (await ctx.promise(`${name}-${round}`)) === "return"; round++) {
    await ctx.promise(`${name}-${round}-corrected`);
  }
}

const newborn = restate.workflow({
  name: "newborn",
  handlers: {
    run: async (ctx, form) => {
      const number = await call(ctx, "intake", form.child_name);
      const certificate = await call(ctx, "birth_records", number);
      await review(ctx, "certificate");
      await call(ctx, "birth_certificates", certificate);
      const both = (one, other) => restate.RestatePromise.all([call(ctx, one, number), call(ctx, other, number)]);
      const [vaccination, household] = await both("immunisation_plan", "population");
      await review(ctx, "vaccination");
      await call(ctx, "immunisation_records", vaccination);
      await review(ctx, "household");
      await call(ctx, "households", household);
      const [insurance, card] = await both("insured_people", "card_holders");
      await review(ctx, "insurance");
      await call(ctx, "insurance", insurance);
      await review(ctx, "card");
      await call(ctx, "cards", card);
      return "concluded";
    },
    decide: async (ctx, { step, verdict }) => {
      await ctx.promise(step).resolve(verdict);
      return step;
    },
  },
});

restate.serve({ services: [newborn], port: Number(process.env.PORT) });
