with relations as (

    select * from {{ ref('int_relation') }} where not is_deleted

),

matched as (

    select * from {{ source('match', 'relation') }}

),

identities as (

    select * from {{ source('match', 'identity') }}

),

-- Matching writes a pair in the order of its names; a person works for an organisation, not the other way round.
matched_in_order as (

    select
        matched.record_l as record_name,
        case when identities.kind = 'organization' then matched.record_r else matched.record_l end as party,
        case when identities.kind = 'organization' then matched.record_l else matched.record_r end as related_party,
        matched.relation
    from matched
    left join identities on matched.record_l = identities.record_name and matched.relation = 'works_for'

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }} where customer_id is not null and not is_deleted

),

record_relations as (

    select record_name, party, related_party, relation from relations
    union all
    select record_name, party, related_party, relation from matched_in_order

),

customer_relations as (

    select
        left_side.customer_id,
        right_side.customer_id as related_customer_id,
        record_relations.relation,
        min(record_relations.record_name) as record_name
    from record_relations
    inner join crosswalk as left_side on record_relations.party = left_side.record_name
    inner join crosswalk as right_side on record_relations.related_party = right_side.record_name
    where left_side.customer_id <> right_side.customer_id
    group by left_side.customer_id, right_side.customer_id, record_relations.relation

)

select
    customer_id,
    related_customer_id,
    relation,
    record_name
from customer_relations
