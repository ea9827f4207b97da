{#
    The number that a criterion of survivorship_policy compares, from a candidate's measures; higher wins. How frequent a
    value is, is counted when its candidates have been brought together.
#}
{% macro weight_by(criterion, candidate) -%}
    case {{ criterion }}
        when 'verified' then {{ candidate }}.verified
        when 'trust' then {{ candidate }}.by_trust
        when 'primary' then {{ candidate }}.by_primary
        when 'recency' then {{ candidate }}.recency
        when 'completeness' then {{ candidate }}.completeness
        when 'longest' then {{ candidate }}.longest
        when 'progress' then {{ candidate }}.progress
        when 'earliest' then {{ candidate }}.earliest
    end
{%- endmacro %}

{# The same for a statement of consent; of the criteria for values only these say anything about one. #}
{% macro consent_weight(criterion, statement) -%}
    case {{ criterion }}
        when 'restrictive' then {{ statement }}.restriction
        when 'recency' then {{ onefold.epoch(statement ~ '."at"') }}
        when 'trust' then {{ statement }}.trust
        when 'verified' then case when {{ statement }}.has_proof then 1 else 0 end
        when 'longest' then length({{ statement }}.text)
    end
{%- endmacro %}
